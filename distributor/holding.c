#include "distributor/holding.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "distributor/deciding.h"
#include "store/copies.h"
#include "store/holds.h"
#include "store/person.h"

/* Of one case's copy to one person, whichever copy it is. */
static enum rc
of_copy(struct store *store, const char *text, struct holds_what *what,
    struct error *err)
{
	struct copies_row row = {0};
	struct copy_id id = {0};
	enum rc rc;

	if ((rc = deciding_number(
		 text, "a copy (`due` lists them)", &id.v, err)) != RC_OK ||
	    (rc = copies_get(store, id, &row, err)) != RC_OK)
		return rc;
	*what = (struct holds_what){row.meeting, row.case_id, row.person};
	return RC_OK;
}

static enum rc
of_meeting(struct store *store, const char *text, struct holds_what *what,
    struct error *err)
{
	struct releases_meeting meeting = {0};
	enum rc rc = releases_meeting(store, text, &meeting, err);

	*what = (struct holds_what){.meeting = meeting.id};
	return rc;
}

static enum rc
of_person(struct store *store, const char *text, struct holds_what *what,
    struct error *err)
{
	*what = (struct holds_what){0};
	return person_find(store, text, &what->person, err);
}

static const struct kind {
	const char *name;
	enum rc (*find)(struct store *store, const char *text,
	    struct holds_what *what, struct error *err);
} kinds[] = {{"copy", of_copy}, {"meeting", of_meeting}, {"person", of_person}};

enum { KINDS = sizeof(kinds) / sizeof(*kinds) };

/* TEXT is of one kind only, or --as says which is meant: nobody is to hold one
 * thing and mean another. */
static enum rc
find(struct store *store, const char *text, const char *as,
    const struct kind **kind, struct holds_what *what, struct error *err)
{
	*kind = NULL;
	for (size_t i = 0; i < KINDS; i++) {
		struct holds_what one = {0};
		struct error error = {0};
		enum rc rc;

		if (as != NULL && strcmp(as, kinds[i].name) != 0)
			continue;
		rc =
		    kinds[i].find(store, text, &one, as != NULL ? err : &error);
		if (rc == RC_OK && *kind != NULL)
			return error_set(err, RC_CONFLICT,
			    "'%s' is a %s and a %s: say --as %s or --as %s",
			    text, (*kind)->name, kinds[i].name, (*kind)->name,
			    kinds[i].name);
		if (rc == RC_OK) {
			*kind = &kinds[i];
			*what = one;
		} else if (as != NULL ||
		    (rc != RC_NOTFOUND && rc != RC_INVALID))
			return as != NULL
			    ? rc
			    : error_set(err, rc, "%s", error.text);
	}
	if (*kind == NULL)
		return error_set(err, RC_NOTFOUND,
		    "'%s' is no copy's number, no meeting and no person%s",
		    text, as != NULL ? " (--as copy, meeting or person)" : "");
	return RC_OK;
}

enum rc
holding_hold(struct cmd_call *call, struct error *err)
{
	const struct kind *kind = NULL;
	struct holds_what what = {0};
	const char *reason = NULL;
	struct deciding d = {0};
	struct hold_id id = {0};
	enum rc rc;

	if ((rc = deciding_reason(call, &reason, err)) == RC_OK &&
	    (rc = deciding_open(&d, call, err)) == RC_OK &&
	    (rc = store_begin(d.desk.store, err)) == RC_OK &&
	    (rc = find(d.desk.store, call->argv[0], cmd_text(call, "as"), &kind,
		 &what, err)) == RC_OK &&
	    (rc = holds_place(d.desk.store, &what, reason, &d.by,
		 clock_wall_ms(), &id, err)) == RC_OK &&
	    (rc = store_commit(d.desk.store, err)) == RC_OK)
		(void)printf("hold %lld: the %s is on hold; its clock runs\n",
		    (long long)id.v, kind->name);
	deciding_close(&d);
	return rc;
}

enum rc
holding_release(struct cmd_call *call, struct error *err)
{
	const char *reason = NULL;
	struct deciding d = {0};
	struct hold_id id = {0};
	enum rc rc;

	if ((rc = deciding_reason(call, &reason, err)) == RC_OK &&
	    (rc = deciding_number(call->argv[0], "a hold (`hold` said it)",
		 &id.v, err)) == RC_OK &&
	    (rc = deciding_open(&d, call, err)) == RC_OK &&
	    (rc = store_begin(d.desk.store, err)) == RC_OK &&
	    (rc = holds_release(d.desk.store, id, reason, &d.by,
		 clock_wall_ms(), err)) == RC_OK &&
	    (rc = store_commit(d.desk.store, err)) == RC_OK)
		(void)printf("hold %lld has ended\n", (long long)id.v);
	deciding_close(&d);
	return rc;
}
