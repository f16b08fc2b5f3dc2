/*
 * queueseed -- give a store of postseed's many mails to send.
 *
 *	queueseed DIR COUNT
 *
 * COUNT parcels of Olive's, each with a copy of case 1 and its mail, queued and
 * due.  M-1 must be released.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "distributor/desk.h"
#include "distributor/post.h"
#include "seal/box.h"
#include "store/copies.h"

enum { OLIVE = 1, EACH = 1000 };

static struct error err;

static void
must(enum rc rc, const char *what)
{
	if (rc != RC_OK) {
		(void)fprintf(stderr, "queueseed: %s: %s\n", what, err.text);
		exit(1);
	}
}

static void
add(struct post *post, int64_t now_ms)
{
	struct copies_row row = {
	    .rendition = {1},
	    .meeting = {1},
	    .case_id = {1},
	    .person = {OLIVE},
	};
	struct message_id id;

	must(post_parcel(
		 post, row.meeting, row.person, now_ms, &row.parcel, &err),
	    "parcel");
	must(copies_add(post->desk->store, &row, "present_throughout",
		 now_ms + 5 * (int64_t)CLOCK_DAY_MS, now_ms, &err),
	    "copy");
	must(post_message(post, row.parcel, false, now_ms, &id, &err), "mail");
}

int
main(int argc, char **argv)
{
	struct desk desk = {0};
	struct post post = {0};
	long count, done = 0;

	if (argc != 3) {
		(void)fputs("usage: queueseed DIR COUNT\n", stderr);
		return 2;
	}
	count = strtol(argv[2], NULL, 10);
	must(box_init(&err), "libsodium");
	must(desk_open_dir(&desk, argv[1], &err), "store");
	must(post_open(&post, &desk, &err), "post");
	while (done < count) {
		int64_t now_ms = clock_wall_ms();

		must(store_begin(desk.store, &err), "begin");
		for (int i = 0; i < EACH && done < count; i++, done++)
			add(&post, now_ms);
		must(store_commit(desk.store, &err), "commit");
	}
	post_clear(&post);
	desk_close(&desk);
	return 0;
}
