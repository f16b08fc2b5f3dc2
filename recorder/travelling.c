#include "recorder/travelling.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/newfile.h"
#include "base/progress.h"
#include "recorder/porter.h"
#include "recorder/folder.h"
#include "recorder/home.h"
#include "recording/journal.h"
#include "recording/papers.h"
#include "seal/courier.h"

enum {
	NAME_ROOM = 32,
	TRIES = 4,   /* of one file, some seconds apart */
	WAIT_S = 120 /* for the other machine to attach it */
};

/* -- pull --------------------------------------------------------------------- */

/* REF as it may stand in a path: letters, digits and -._~ as they are. */
static void
put_escaped(struct buf *out, const char *ref)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";

	for (; *ref != '\0'; ref++)
		if (strchr(plain, *ref) != NULL)
			buf_u8(out, (unsigned char)*ref);
		else
			buf_printf(out, "%%%02X", (unsigned char)*ref);
}

enum rc
travelling_pull(struct cmd_call *call, struct error *err)
{
	const char *out = cmd_text(call, "out");
	struct buf path = {0}, text = {0}, list = {0};
	struct papers papers = {0};
	struct porter *porter = NULL;
	enum rc rc;

	if (out == NULL)
		out = "papers.json";
	buf_text(&path, "/recorder/papers/");
	put_escaped(&path, call->argv[0]);
	if ((rc = buf_check(&path, err)) != RC_OK ||
	    (rc = porter_open(&porter, call, err)) != RC_OK ||
	    (rc = porter_get(porter, buf_str(&path), &text, err)) != RC_OK ||
	    (rc = newfile_put(out, text.data, text.len, false, err)) != RC_OK)
		goto done;
	if ((rc = papers_read(out, &papers, err)) != RC_OK) {
		(void)remove(out);
		goto done;
	}
	(void)printf("%s: %zu items, %zu people expected\n", out, papers.nitems,
	    papers.npeople);
	papers_list(&papers, &list);
	(void)fputs(buf_str(&list), stdout);
done:
	if (rc != RC_OK)
		(void)error_prefix(err, "pull %s", call->argv[0]);
	porter_close(porter);
	papers_clear(&papers);
	buf_clear(&path);
	buf_clear(&text);
	buf_clear(&list);
	return rc;
}

/* -- push --------------------------------------------------------------------- */

struct parcel_file {
	char name[NAME_ROOM];
	char hex[2 * BOX_HASH + 1];
	unsigned char hash[BOX_HASH];
	int64_t length;
	bool there; /* on the other machine */
};

struct push {
	const char *folder;
	struct porter *porter;
	struct papers papers;
	struct parcel_file *files;
	size_t count;
	struct progress progress;
	int64_t sent;
};

static enum rc
hash_file(const char *path, struct parcel_file *file, struct error *err)
{
	struct buf hex = {0};
	enum rc rc = courier_hash(path, file->hash, &file->length, err);

	buf_hex(&hex, file->hash, sizeof(file->hash));
	if (rc == RC_OK && (rc = buf_check(&hex, err)) == RC_OK)
		(void)snprintf(
		    file->hex, sizeof(file->hex), "%s", buf_str(&hex));
	buf_clear(&hex);
	return rc;
}

static enum rc
add_file(struct push *p, const char *name, struct error *err)
{
	struct parcel_file *file = &p->files[p->count];
	char path[FOLDER_PATH];
	enum rc rc;

	(void)snprintf(file->name, sizeof(file->name), "%s", name);
	if ((rc = folder_join(path, p->folder, name, err)) != RC_OK ||
	    (rc = hash_file(path, file, err)) != RC_OK)
		return rc;
	p->count++;
	return RC_OK;
}

/* Everything that the journal speaks of.  A power cut may have left a segment
 * that was never written: the journal then says that it was begun only. */
static enum rc
list_files(struct push *p, struct error *err)
{
	struct journal_entry *entries = NULL;
	char path[FOLDER_PATH], name[NAME_ROOM];
	bool ended = false;
	size_t count = 0;
	struct stat st;
	enum rc rc;

	if ((rc = folder_join(path, p->folder, "papers.json", err)) != RC_OK ||
	    (rc = papers_read(path, &p->papers, err)) != RC_OK ||
	    (rc = folder_join(path, p->folder, "journal", err)) != RC_OK ||
	    (rc = journal_read(path, &entries, &count, NULL, err)) != RC_OK)
		goto done;
	for (size_t i = 0; i < count; i++)
		ended = ended || entries[i].kind == JOURNAL_ENDED;
	if (!ended) {
		rc = error_set(err, RC_CONFLICT,
		    "this meeting has not ended: `run` goes on with it, then "
		    "`end`");
		goto done;
	}
	if ((p->files = calloc(count + 3, sizeof(*p->files))) == NULL) {
		rc = error_nomem(err);
		goto done;
	}
	if ((rc = add_file(p, "papers.json", err)) != RC_OK ||
	    (rc = add_file(p, "journal", err)) != RC_OK)
		goto done;
	for (size_t i = 0; i < count && rc == RC_OK; i++) {
		if (entries[i].kind != JOURNAL_SEGMENT_BEGUN)
			continue;
		(void)snprintf(
		    name, sizeof(name), "%04" PRId64 ".seg", entries[i].value);
		if ((rc = folder_join(path, p->folder, name, err)) == RC_OK &&
		    stat(path, &st) == 0)
			rc = add_file(p, name, err);
	}
done:
	free(entries);
	return rc;
}

/* The folder's own list of itself, as the last file. */
static enum rc
write_manifest(struct push *p, struct error *err)
{
	char path[FOLDER_PATH];
	struct buf text = {0};
	enum rc rc;

	for (size_t i = 0; i < p->count; i++)
		buf_printf(
		    &text, "%s  %s\n", p->files[i].hex, p->files[i].name);
	if ((rc = buf_check(&text, err)) == RC_OK &&
	    (rc = folder_join(path, p->folder, "manifest", err)) == RC_OK &&
	    (rc = newfile_put(path, text.data, text.len, true, err)) == RC_OK)
		rc = add_file(p, "manifest", err);
	buf_clear(&text);
	return rc;
}

/* The first line of what the other machine says is its state; which of our
 * files it has. */
static enum rc
ask_state(struct push *p, struct buf *text, struct error *err)
{
	char path[128], line[NAME_ROOM + 2 * BOX_HASH + 4];
	enum rc rc;

	(void)snprintf(
	    path, sizeof(path), "/recorder/meeting/%s", p->papers.public_id);
	buf_reset(text);
	if ((rc = porter_get(p->porter, path, text, err)) != RC_OK)
		return rc;
	for (size_t i = 0; i < p->count; i++) {
		(void)snprintf(line, sizeof(line), "%s  %s\n", p->files[i].hex,
		    p->files[i].name);
		p->files[i].there = strstr(buf_str(text), line) != NULL;
	}
	return RC_OK;
}

static bool
says(const struct buf *text, const char *state)
{
	return strncmp(buf_str(text), state, strlen(state)) == 0;
}

static void
on_sent(void *to, int64_t bytes)
{
	struct push *p = to;

	p->sent += bytes;
	progress_at(&p->progress, p->sent);
}

static void
pause_s(int seconds)
{
	struct timespec wait = {.tv_sec = seconds};

	(void)nanosleep(&wait, NULL);
}

static enum rc
send_file(struct push *p, const struct parcel_file *file, struct error *err)
{
	char path[128], from[FOLDER_PATH];
	int64_t before = p->sent;
	enum rc rc;

	(void)snprintf(path, sizeof(path), "/recorder/file/%s/%s",
	    p->papers.public_id, file->name);
	if ((rc = folder_join(from, p->folder, file->name, err)) != RC_OK)
		return rc;
	for (int n = 1;; n++) {
		p->sent = before;
		rc = porter_put(p->porter, path, from, file->length, file->hash,
		    on_sent, p, err);
		if ((rc != RC_IO && rc != RC_INVALID) || n == TRIES)
			break;
		pause_s(n);
	}
	return rc == RC_OK ? rc : error_prefix(err, "send %s", file->name);
}

static enum rc
send_all(struct push *p, struct error *err)
{
	int64_t total = 0;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < p->count; i++)
		total += p->files[i].there ? 0 : p->files[i].length;
	progress_begin(&p->progress, "Sending", total);
	for (size_t i = 0; i < p->count && rc == RC_OK; i++)
		if (!p->files[i].there)
			rc = send_file(p, &p->files[i], err);
	progress_end(&p->progress);
	return rc;
}

/* Until the other machine has attached it, or says why not. */
static enum rc
await(struct push *p, struct buf *text, struct error *err)
{
	enum rc rc;

	for (int waited = 0;; waited++) {
		if ((rc = ask_state(p, text, err)) != RC_OK)
			return rc;
		if (!says(text, "waiting") || waited == WAIT_S)
			break;
		pause_s(1);
	}
	if (says(text, "refused: "))
		return error_set(err, RC_CONFLICT,
		    "all of it is there, but it was not attached: %.*s",
		    (int)strcspn(buf_str(text) + 9, "\n"), buf_str(text) + 9);
	(void)printf("%s\n",
	    says(text, "attached")
		? "All of it is there, and attached."
		: "All of it is there; it will be attached soon.");
	return RC_OK;
}

enum rc
travelling_push(struct cmd_call *call, struct error *err)
{
	struct push p = {.folder = call->argv[0]};
	struct buf text = {0};
	char path[128];
	enum rc rc;

	if ((rc = list_files(&p, err)) != RC_OK ||
	    (rc = write_manifest(&p, err)) != RC_OK ||
	    (rc = porter_open(&p.porter, call, err)) != RC_OK ||
	    (rc = ask_state(&p, &text, err)) != RC_OK)
		goto done;
	if (says(&text, "attached")) {
		(void)printf("It is there already, and attached.\n");
		goto done;
	}
	(void)snprintf(
	    path, sizeof(path), "/recorder/done/%s", p.papers.public_id);
	if ((rc = send_all(&p, err)) == RC_OK &&
	    (rc = porter_post(p.porter, path, err)) == RC_OK)
		rc = await(&p, &text, err);
done:
	if (rc != RC_OK)
		(void)error_prefix(err, "push %s", p.folder);
	porter_close(p.porter);
	papers_clear(&p.papers);
	free(p.files);
	buf_clear(&text);
	return rc;
}
