#include "store/shown.h"

#include "seal/box.h"
#include "store/standing.h"

enum { SHOWN_BITS = 59 };

static void
number(struct box_hash *h, int64_t v)
{
	unsigned char bytes[8];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)((uint64_t)v >> (8 * i));
	box_hash_more(h, bytes, sizeof(bytes));
}

static void
spans(struct box_hash *h, const struct span_list *list)
{
	number(h, (int64_t)list->count);
	for (size_t i = 0; i < list->count; i++) {
		number(h, list->v[i].from);
		number(h, list->v[i].to);
	}
}

/* Every field but the time. */
static enum rc
add(void *to, const struct standing_line *line, struct error *err)
{
	const struct facts *f = line->facts;
	struct box_hash *h = to;

	(void)err;
	number(h, line->person.v);
	number(h, f->meeting);
	spans(h, &f->passage);
	spans(h, &f->closed);
	spans(h, &f->off_record);
	number(h, f->released);
	number(h, f->deferred);
	number(h, f->participant);
	number(h, f->attended);
	spans(h, &f->present);
	spans(h, &f->excluded);
	spans(h, &f->withheld);
	number(h, f->withholding_open);
	number(h, f->on_hold);
	number(h, f->conflict);
	number(h, f->family);
	number(h, f->is_child);
	number(h, f->other_family);
	number(h, f->parted);
	number(h, f->understanding);
	number(h, f->harm);
	number(h, f->exception);
	number(h, f->decision.verdict);
	number(h, f->decision.proposed_by);
	number(h, f->decision.approved_by);
	number(h, f->decision.void_since);
	number(h, f->safety_confirmed_ms);
	return RC_OK;
}

enum rc
shown_case(struct store *store, struct meeting_id meeting,
    struct case_id case_id, int64_t now_ms, int64_t *out, struct error *err)
{
	unsigned char hash[BOX_HASH];
	struct box_hash h;
	uint64_t v = 0;
	enum rc rc;

	box_hash_begin(&h);
	rc = standing_case(store, meeting, case_id, now_ms, add, &h, err);
	box_hash_end(&h, hash);
	for (size_t i = 0; i < sizeof(v); i++)
		v = v << 8 | hash[i];
	*out = (int64_t)(v >> (64 - SHOWN_BITS)) + 1;
	return rc;
}

enum rc
shown_still(struct store *store, struct meeting_id meeting,
    struct case_id case_id, int64_t now_ms, int64_t shown, struct error *err)
{
	int64_t now = 0;
	enum rc rc = shown_case(store, meeting, case_id, now_ms, &now, err);

	if (rc == RC_OK && now != shown)
		rc = error_set(err, RC_CONFLICT,
		    "this has changed since you looked; look again");
	return rc;
}
