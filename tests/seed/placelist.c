/*
 * placelist -- what only the programs know, of a store that a test wrote.
 *
 *	placelist DIR copy|debrief|task ID...
 *			a line each: where it is in the addresses of the
 *			pages, however little may be seen of it today
 *	placelist DIR plan MEETING CASE PERSON
 *			the plan_hash of what that person would hear today
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/span.h"
#include "seal/keystore.h"
#include "share/place.h"
#include "store/listening.h"
#include "store/renditions.h"

static struct error err;

static void
must(enum rc rc)
{
	if (rc == RC_OK)
		return;
	(void)fprintf(stderr, "placelist: %s\n", err.text);
	exit(1);
}

static void
places(const char *dir, const char *what, char **ids)
{
	struct site site = {.dir = NULL};
	const struct request r = {.site = &site};
	struct keystore *ks = NULL;
	char path[512];

	(void)snprintf(path, sizeof(path), "%s/keys/share.keystore", dir);
	must(keystore_open(&ks, path, &err));
	must(keystore_get(
	    ks, KEYSTORE_PEPPER, 1, &site.pepper, sizeof(site.pepper), &err));
	keystore_close(ks);
	for (; *ids != NULL; ids++)
		(void)printf("%" PRId64 "\n",
		    place_of(&r, what, strtoll(*ids, NULL, 10)));
}

static void
plan(const char *dir, char **ids)
{
	const struct listening l = {
	    .meeting = {strtoll(ids[0], NULL, 10)},
	    .case_id = {strtoll(ids[1], NULL, 10)},
	    .person = {strtoll(ids[2], NULL, 10)},
	};
	struct span_list spans = {0}, silent = {0};
	struct store *store = NULL;
	unsigned char hash[BOX_HASH];

	must(store_open(&store, dir, STORE_TOOL, &err));
	must(
	    listening_shape(store, &l, clock_wall_ms(), &spans, &silent, &err));
	must(
	    renditions_plan(l.meeting, l.case_id, &spans, &silent, hash, &err));
	for (size_t i = 0; i < sizeof(hash); i++)
		(void)printf("%02x", hash[i]);
	(void)printf("\n");
	span_clear(&spans);
	span_clear(&silent);
	store_close(store);
}

int
main(int argc, char **argv)
{
	bool planned = argc == 6 && strcmp(argv[2], "plan") == 0;

	if (argc < 4) {
		(void)fputs("usage: placelist DIR WHAT ID...\n", stderr);
		return 2;
	}
	must(box_init(&err));
	if (planned)
		plan(argv[1], argv + 3);
	else
		places(argv[1], argv[2], argv + 3);
	return 0;
}
