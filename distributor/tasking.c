#include "distributor/tasking.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "distributor/deciding.h"
#include "store/actions.h"
#include "store/deed.h"
#include "store/impartial.h"
#include "store/person.h"

enum { NOTE_BYTES = 500 };

/* REF is a meeting's, or a person's. */
static enum rc
find(struct store *store, const char *ref, struct meeting_id *meeting,
    struct person_id *person, struct error *err)
{
	struct releases_meeting found = {0};
	enum rc rc = releases_meeting(store, ref, &found, err);

	if (rc == RC_OK)
		*meeting = found.id;
	else if (rc == RC_NOTFOUND &&
	    (rc = person_find(store, ref, person, err)) == RC_NOTFOUND)
		rc = error_set(
		    err, rc, "'%s' is neither a meeting nor a person", ref);
	return rc;
}

static void
print_row(const struct actions_row *row, struct buf *out)
{
	char number[24];

	(void)snprintf(number, sizeof(number), "%lld", (long long)row->id.v);
	buf_cell(out, number, 4);
	buf_cell(out, row->due_on, 10);
	buf_cell(out, row->reference, 12);
	buf_cell(out,
	    *row->outcome != '\0'   ? row->outcome
		: row->sent_ms != 0 ? "open, sent"
				    : "open",
	    14);
	buf_printf(out, "%s", row->agency);
	if (*row->name != '\0')
		buf_printf(out, " (%s)", row->name);
	else
		buf_text(out, " (no contact: `marac-store agency contact`)");
	buf_printf(out, ": %s", row->text);
	if (*row->outcome != '\0')
		buf_printf(out, " -- %s%s%s", row->basis,
		    *row->note == '\0' ? "" : ": ", row->note);
	buf_text(out, "\n");
}

enum rc
tasking_list(struct cmd_call *call, struct error *err)
{
	struct actions_row *list = NULL;
	struct meeting_id meeting = {0};
	struct person_id person = {0};
	struct desk desk = {0};
	struct buf out = {0};
	size_t count = 0;
	enum rc rc;

	if ((rc = desk_look(&desk, call, err)) != RC_OK ||
	    (call->argc > 0 &&
		(rc = find(desk.store, call->argv[0], &meeting, &person,
		     err)) != RC_OK) ||
	    (rc = actions_list(
		 desk.store, meeting, person, &list, &count, err)) != RC_OK)
		goto done;
	if (count == 0)
		buf_text(&out, "There are no actions.\n");
	for (size_t i = 0; i < count; i++)
		print_row(&list[i], &out);
	if ((rc = buf_check(&out, err)) == RC_OK)
		(void)fputs(buf_str(&out), stdout);
done:
	actions_free(list, count);
	buf_clear(&out);
	desk_close(&desk);
	return rc;
}

enum rc
tasking_conclude(struct cmd_call *call, struct error *err)
{
	const char *outcome = cmd_text(call, "outcome");
	const char *basis = cmd_text(call, "basis");
	const char *note = cmd_text(call, "note");
	struct actions_row row = {0};
	struct action_id id = {0};
	struct deciding d = {0};
	char who[40];
	enum rc rc;

	note = note == NULL ? "" : note;
	if (outcome == NULL || basis == NULL)
		return error_set(err, RC_INVALID,
		    "what became of it, and how is that known?  --outcome "
		    "WORD --basis observed|reported");
	if (strlen(note) > NOTE_BYTES || !text_valid(note, strlen(note)) ||
	    strpbrk(note, "\r\n") != NULL)
		return error_set(err, RC_INVALID,
		    "a note is one line of at most %d bytes", NOTE_BYTES);
	if ((rc = deciding_number(call->argv[0], "an action", &id.v, err)) !=
		RC_OK ||
	    (rc = deciding_open(&d, call, err)) != RC_OK ||
	    (rc = store_begin(d.desk.store, err)) != RC_OK)
		goto done;
	(void)snprintf(who, sizeof(who), "account:%lld", (long long)d.by.id.v);
	if ((rc = actions_get(d.desk.store, id, &row, err)) == RC_OK &&
	    (rc = impartial_ask(d.desk.store, &d.by,
		 &(struct deed){.meeting = row.meeting, .case_id = row.case_id},
		 err)) == RC_OK &&
	    (rc = actions_conclude(d.desk.store, id, who, outcome, basis, note,
		 clock_wall_ms(), err)) == RC_OK &&
	    (rc = store_commit(d.desk.store, err)) == RC_OK)
		(void)printf("action %lld is %s (%s)\n", (long long)id.v,
		    actions_outcome_text(outcome), basis);
done:
	actions_clear(&row);
	deciding_close(&d);
	return rc;
}
