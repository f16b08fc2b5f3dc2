#include "share/admin.h"

#include <string.h>

#include <microhttpd.h>

#include "share/reply.h"

bool
admin_is(const struct session *s)
{
	return strcmp(s->row.role, "administrator") == 0;
}

bool
admin_enter(struct request *r, struct store *store, struct admin *a)
{
	struct error err = {0};
	enum rc rc = session_staff(r, store, &a->s, &err);

	if (rc == RC_OK && !admin_is(&a->s))
		rc = RC_NOTFOUND;
	if (rc != RC_OK)
		reply_failed(r, rc, &err);
	return rc == RC_OK;
}

bool
admin_allows(struct request *r, struct store *store, struct admin *a)
{
	if (!admin_enter(r, store, a))
		return false;
	if (session_allows(r, &a->s))
		return true;
	reply_problem(r, MHD_HTTP_FORBIDDEN);
	return false;
}

bool
admin_may(struct request *r)
{
	struct store *store = NULL;
	struct admin a = {0};
	struct error err = {0};
	enum rc rc = site_store(r->site, &store, &err);

	if (rc == RC_OK)
		return admin_allows(r, store, &a);
	reply_failed(r, rc == RC_NOTFOUND ? RC_IO : rc, &err);
	return false;
}

struct page_shell
admin_shell(const struct request *r, const struct admin *a, const char *title)
{
	struct page_shell shell = reply_shell(r, title);

	shell.form = a->s.form;
	shell.signed_in = a->s.row.name;
	shell.admin = true;
	return shell;
}

const char *
admin_refusal(enum rc rc, struct error *err)
{
	if (rc != RC_INVALID && rc != RC_CONFLICT && rc != RC_DENIED)
		return "";
	/* A text begins as the program's messages do. */
	if (err->text[0] >= 'a' && err->text[0] <= 'z')
		err->text[0] = (char)(err->text[0] - 'a' + 'A');
	return err->text;
}
