#include "share/bodies.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <microhttpd.h>

#include "page_bodies.h"
#include "share/admin.h"
#include "share/reply.h"
#include "store/agency.h"
#include "store/audit.h"

enum { NAME = 120 };

static enum rc
put(void *to, const char *name, int64_t accounts, bool contact,
    struct error *err)
{
	struct bodies_page *page = to;
	struct bodies_line *more =
	    realloc(page->lines, (page->nlines + 1) * sizeof(*page->lines));
	char *copy = strdup(name);

	if (more != NULL)
		page->lines = more;
	if (more == NULL || copy == NULL) {
		free(copy);
		return error_nomem(err);
	}
	more[page->nlines++] = (struct bodies_line){copy, accounts, contact};
	return RC_OK;
}

static void
show(struct request *r, struct store *store, const struct admin *a,
    unsigned status, const char *typed, const char *wrong)
{
	struct bodies_page page = {.typed = typed, .wrong = wrong};
	struct error err = {0};
	struct buf out = {0};
	enum rc rc = agency_list(store, put, &page, &err);

	if (rc == RC_OK) {
		page.shell = admin_shell(
		    r, a, *wrong != '\0' ? "Error: Agencies" : "Agencies");
		page_bodies(&out, &page);
		reply_page(r, status, &out);
	} else {
		reply_failed(r, rc, &err);
	}
	for (size_t i = 0; i < page.nlines; i++)
		free(page.lines[i].name);
	free(page.lines);
}

void
bodies_list(struct request *r, struct store *store)
{
	struct admin a = {0};

	if (admin_enter(r, store, &a))
		show(r, store, &a, MHD_HTTP_OK, "", "");
}

static enum rc
make(struct store *store, const struct admin *a, const char *name,
    struct error *err)
{
	struct agency_id id = {0};
	char who[40], which[40];
	enum rc rc = store_begin(store, err);

	if (rc == RC_OK && (rc = agency_find(store, name, &id, err)) == RC_OK)
		rc = error_set(
		    err, RC_CONFLICT, "There is an agency of that name");
	else if (rc == RC_NOTFOUND)
		rc = agency_ensure(store, name, &id, err);
	(void)snprintf(
	    who, sizeof(who), "account:%" PRId64, a->s.row.account.v);
	(void)snprintf(which, sizeof(which), "agency:%" PRId64, id.v);
	if (rc == RC_OK &&
	    (rc = audit_add(store, who, "agency.made", which, "", err)) ==
		RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

void
bodies_add(struct request *r, struct store *store)
{
	struct admin a = {0};
	struct error err = {0};
	char name[NAME];
	const char *wrong;
	enum rc rc;

	if (!admin_allows(r, store, &a))
		return;
	if (!request_field(r, "name", name, sizeof(name)) || *name == '\0' ||
	    *name == ' ')
		rc = error_set(&err, RC_INVALID, "Enter the agency's name");
	else
		rc = make(store, &a, name, &err);
	wrong = rc == RC_OK ? "" : admin_refusal(rc, &err);
	if (rc == RC_OK)
		reply_go(r, "/agencies");
	else if (*wrong != '\0')
		show(r, store, &a, MHD_HTTP_BAD_REQUEST, name, wrong);
	else
		reply_failed(r, rc, &err);
}
