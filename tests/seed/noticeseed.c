/*
 * noticeseed -- put a notice into the outbox of a store of postseed's.
 *
 *	noticeseed DIR reminder|escalation SUBJECT BODY
 *
 * It is to Olive; a reminder is about her newest parcel, an escalation about
 * nothing.  Prints the message's id, 0 when she has no route; the status is 3
 * when its words are refused.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "distributor/desk.h"
#include "distributor/post.h"
#include "seal/box.h"
#include "store/copies.h"

enum { OLIVE = 1 };

static enum rc
add(struct post *post, const char *const *words, struct message_id *id,
    struct error *err)
{
	struct store *store = post->desk->store;
	struct parcel_id parcel = {0};
	struct meeting_id meeting = {0};
	const struct person_id olive = {OLIVE};
	int64_t now_ms = clock_wall_ms();
	enum outbox_kind kind = OUTBOX_ESCALATION;
	struct copies_had had = {0};
	struct copies_row copy = {0};
	enum rc rc;

	if ((rc = store_begin(store, err)) != RC_OK)
		return rc;
	if (strcmp(words[0], "reminder") == 0) {
		kind = OUTBOX_REMINDER;
		meeting.v = 1;
		if ((rc = copies_had(store, meeting, (struct case_id){1}, olive,
			 now_ms, &had, err)) != RC_OK ||
		    (rc = copies_get(store, had.live, &copy, err)) != RC_OK)
			goto done;
		parcel = copy.parcel;
	}
	rc = post_notice(post, kind, parcel, meeting, olive, words[1], words[2],
	    now_ms, id, err);
	if (rc == RC_OK)
		rc = store_commit(store, err);
done:
	store_rollback(store);
	return rc;
}

int
main(int argc, char **argv)
{
	struct desk desk = {0};
	struct post post = {0};
	struct error err = {0};
	struct message_id id = {0};
	enum rc rc;

	if (argc != 5) {
		(void)fputs(
		    "usage: noticeseed DIR KIND SUBJECT BODY\n", stderr);
		return 2;
	}
	if ((rc = box_init(&err)) == RC_OK &&
	    (rc = desk_open_dir(&desk, argv[1], &err)) == RC_OK &&
	    (rc = post_open(&post, &desk, &err)) == RC_OK)
		rc = add(&post, (const char *const *)argv + 2, &id, &err);
	if (rc == RC_OK)
		(void)printf("%lld\n", (long long)id.v);
	else
		(void)fprintf(stderr, "noticeseed: %s\n", err.text);
	post_clear(&post);
	desk_close(&desk);
	return rc == RC_OK ? 0 : rc == RC_DENIED ? 3 : 1;
}
