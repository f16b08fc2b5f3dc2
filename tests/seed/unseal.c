/*
 * unseal -- every rendition of a store in clear, for tests that must hear each
 * of them and have no time to sign in as everybody.
 *
 *	unseal STORE FOLDER
 *
 * writes FOLDER/ID.opus for each, with share's key, as share reads it; not the MP3.
 */
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "recording/segment.h"
#include "seal/box.h"
#include "seal/keystore.h"
#include "store/playable.h"
#include "store/store.h"

enum { PATH_ROOM = 4096 };

struct unsealing {
	struct store *store;
	struct box_secret share;
	const char *dir;
	const char *folder;
};

static void
must(enum rc rc, const struct error *err)
{
	if (rc == RC_OK)
		return;
	(void)fprintf(stderr, "unseal: %s\n", err->text);
	exit(1);
}

static void
one(struct unsealing *u, struct rendition_id id)
{
	struct segment_reader *reader = NULL;
	struct playable playable = {0};
	char path[PATH_ROOM];
	struct error err = {0};
	struct box_key key;
	unsigned char *bytes;
	size_t got = 0;
	FILE *file;

	must(playable_find(u->store, id, PLAYABLE_OPUS, &playable, &err), &err);
	must(box_key_open(playable.sealed, &u->share, &key, &err), &err);
	(void)snprintf(
	    path, sizeof(path), "%s/objects/%s", u->dir, playable.object);
	must(segment_open(&reader, path, NULL, &key, &err), &err);
	if ((bytes = malloc((size_t)playable.bytes)) == NULL)
		abort();
	must(segment_read(reader, 0, bytes, (size_t)playable.bytes, &got, &err),
	    &err);
	segment_close(reader);
	(void)snprintf(
	    path, sizeof(path), "%s/%" PRId64 ".opus", u->folder, id.v);
	if ((file = fopen(path, "wb")) == NULL ||
	    fwrite(bytes, 1, got, file) != got || fclose(file) != 0) {
		perror(path);
		exit(1);
	}
	free(bytes);
}

int
main(int argc, char **argv)
{
	struct unsealing u = {0};
	struct keystore *keys = NULL;
	sqlite3_stmt *stmt = NULL;
	char path[PATH_ROOM];
	struct error err = {0};

	if (argc != 3) {
		(void)fprintf(stderr, "call it as: unseal STORE FOLDER\n");
		return 2;
	}
	u.dir = argv[1];
	u.folder = argv[2];
	(void)snprintf(path, sizeof(path), "%s/keys/share.keystore", u.dir);
	must(keystore_open(&keys, path, &err), &err);
	must(keystore_get(
		 keys, KEYSTORE_SHARE, 1, &u.share, sizeof(u.share), &err),
	    &err);
	keystore_close(keys);
	must(store_open(&u.store, u.dir, STORE_READ, &err), &err);
	if (sqlite3_prepare_v2(store_handle(u.store),
		"SELECT rendition_id FROM rendition_key", -1, &stmt,
		NULL) != SQLITE_OK) {
		(void)fprintf(stderr, "unseal: %s\n",
		    sqlite3_errmsg(store_handle(u.store)));
		return 1;
	}
	while (sqlite3_step(stmt) == SQLITE_ROW)
		one(&u, (struct rendition_id){sqlite3_column_int64(stmt, 0)});
	sqlite3_finalize(stmt);
	store_close(u.store);
	return 0;
}
