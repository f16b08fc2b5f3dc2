#include "share/receiving.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <microhttpd.h>

#include "base/log.h"
#include "base/newfile.h"
#include "share/arrivals.h"
#include "share/reply.h"
#include "share/signed.h"
#include "store/audit.h"
#include "store/handout.h"
#include "store/jobs.h"
#include "store/recordings.h"

/* A whole day of one item is 350 MB; a manifest of a thousand files 80 kB. */
#define FILE_MOST (INT64_C(1) << 30)
enum { NAME_ROOM = 32, LIST_MOST = 1 << 20 };

static const char attach_job[] = "attach";

struct receiving {
	char id[PUBLIC_ID_TEXT];
	char name[NAME_ROOM];
	struct newfile *file;
	struct box_hash hash;
	unsigned char want[BOX_HASH];
	int64_t left; /* bytes that are still to come */
	enum rc rc;   /* the first thing that went wrong */
	struct error err;
};

/* -- where things lie -------------------------------------------------------- */

/* "ID" or "ID/NAME" at TEXT. */
static bool
split(const char *text, char id[PUBLIC_ID_TEXT], char name[NAME_ROOM])
{
	size_t len = strspn(text, "0123456789abcdef");

	if (len != PUBLIC_ID_TEXT - 1)
		return false;
	(void)snprintf(id, PUBLIC_ID_TEXT, "%.*s", (int)len, text);
	if (name == NULL)
		return text[len] == '\0';
	if (text[len] != '/' || strlen(text + len + 1) >= NAME_ROOM ||
	    !courier_is_file(text + len + 1))
		return false;
	(void)snprintf(name, NAME_ROOM, "%s", text + len + 1);
	return true;
}

/* -- a file comes in --------------------------------------------------------- */

void
receiving_begin(struct request *r)
{
	struct recording_id recording;
	struct store *store = NULL;
	struct receiving *in = NULL;
	struct meeting_id meeting;
	struct courier c = {0};
	struct error err = {0};
	int64_t device;
	enum rc rc;

	if ((rc = site_store(r->site, &store, &err)) != RC_OK ||
	    (rc = signed_ask(r, store, "PUT", &c, &device, &err)) != RC_OK)
		goto done;
	if ((in = calloc(1, sizeof(*in))) == NULL) {
		rc = error_nomem(&err);
		goto done;
	}
	if (!split(r->target.token, in->id, in->name) || c.length > FILE_MOST) {
		free(in);
		rc = RC_NOTFOUND;
		goto done;
	}
	r->receiving = in;
	in->left = c.length;
	memcpy(in->want, c.hash, sizeof(in->want));
	box_hash_begin(&in->hash);
	/* It takes as long as it takes; only silence ends it. */
	guard_received(r->guard, r->peer);
	if (!signed_in_time(r, &c))
		in->rc = error_set(&in->err, RC_DENIED,
		    "The clocks of the two machines differ.");
	else if ((in->rc = handout_meeting(
		      store, in->id, &meeting, &in->err)) == RC_NOTFOUND)
		(void)error_set(&in->err, in->rc,
		    "The papers of this meeting were not published here.");
	else if (in->rc == RC_OK &&
	    recordings_find(store, meeting, &recording, NULL) == RC_OK)
		in->rc = error_set(
		    &in->err, RC_CONFLICT, "This meeting is attached already.");
	else if (in->rc == RC_OK)
		in->rc = arrivals_open(r->site, in->id, in->name, device,
		    c.length, &in->file, &in->err);
done:
	if (rc != RC_OK && rc != RC_NOTFOUND)
		log_error("%s: %s", urls_name(r->target.page), err.text);
}

void
receiving_more(struct receiving *in, const void *data, size_t len)
{
	if (in->rc != RC_OK)
		return;
	if ((int64_t)len > in->left) {
		in->rc = error_set(&in->err, RC_INVALID,
		    "There were more bytes than were signed.");
		return;
	}
	in->left -= (int64_t)len;
	box_hash_more(&in->hash, data, len);
	in->rc = newfile_write(in->file, data, len, &in->err);
}

void
receiving_close(struct receiving *in)
{
	if (in == NULL)
		return;
	newfile_discard(&in->file);
	free(in);
}

/* What came is what was signed: give it its name.  One of that name that is
 * the same is as good; another stays. */
static enum rc
keep(const struct site *site, struct receiving *in, struct error *err)
{
	unsigned char hash[BOX_HASH], there[BOX_HASH];
	char path[ARRIVALS_PATH];
	enum rc rc;

	box_hash_end(&in->hash, hash);
	if (in->left != 0 || memcmp(hash, in->want, sizeof(hash)) != 0)
		return error_set(err, RC_INVALID,
		    "What came is not what was signed: send it again.");
	if ((rc = arrivals_path(site, in->id, in->name, path, err)) != RC_OK)
		return rc;
	rc = newfile_commit(&in->file, false, err);
	if (rc == RC_CONFLICT &&
	    (rc = courier_hash(path, there, NULL, err)) == RC_OK &&
	    memcmp(hash, there, sizeof(hash)) != 0)
		rc = error_set(err, RC_CONFLICT,
		    "Another file of this name is here already; it was kept.");
	/* Also of one that came before, and whose try ended here. */
	if (rc == RC_OK && chmod(path, 0640) != 0)
		rc = error_sys(err, RC_IO, "change the mode of %s", path);
	return rc == RC_OK ? arrivals_add(site, in->id, in->name, hash, err)
			   : rc;
}

void
receiving_file(struct request *r, struct store *store)
{
	struct receiving *in = r->receiving;

	(void)store;
	if (in == NULL) {
		reply_not_found(r);
		return;
	}
	if (in->rc == RC_OK)
		in->rc = keep(r->site, in, &in->err);
	switch (in->rc) {
	case RC_OK:
		signed_answer(r, MHD_HTTP_NO_CONTENT, "");
		break;
	case RC_DENIED:
		signed_answer(r, MHD_HTTP_FORBIDDEN, in->err.text);
		break;
	case RC_NOTFOUND:
	case RC_CONFLICT:
		signed_answer(r, MHD_HTTP_CONFLICT, in->err.text);
		break;
	case RC_INVALID:
		signed_answer(r, MHD_HTTP_BAD_REQUEST, in->err.text);
		break;
	case RC_NOSPACE:
		log_error("a meeting that comes in: %s", in->err.text);
		signed_answer(r, 507, in->err.text);
		break;
	default:
		reply_failed(r, in->rc, &in->err);
	}
}

/* -- papers, state, done ------------------------------------------------------ */

static enum rc
note_in_audit(struct store *store, int64_t device, const char *what,
    struct meeting_id meeting, struct error *err)
{
	char who[40], which[40];

	(void)snprintf(who, sizeof(who), "device:%" PRId64, device);
	(void)snprintf(which, sizeof(which), "meeting:%" PRId64, meeting.v);
	return audit_add(store, who, what, which, "", err);
}

void
receiving_papers(struct request *r, struct store *store)
{
	struct meeting_id meeting = {0};
	struct buf papers = {0};
	struct error err = {0};
	int64_t device;
	enum rc rc;

	if (!signed_allowed(r, store, "GET", &device))
		return;
	if ((rc = handout_get(
		 store, r->target.token, &meeting, &papers, &err)) == RC_OK &&
	    (rc = store_begin(store, &err)) == RC_OK) {
		if ((rc = handout_fetched(
			 store, meeting, device, r->now_ms, &err)) == RC_OK &&
		    (rc = note_in_audit(store, device, "papers.fetched",
			 meeting, &err)) == RC_OK)
			rc = store_commit(store, &err);
		store_rollback(store);
	}
	if (rc == RC_OK)
		signed_answer(r, MHD_HTTP_OK, buf_str(&papers));
	else if (rc == RC_NOTFOUND)
		signed_answer(r, MHD_HTTP_CONFLICT,
		    "No papers of this meeting are published, or its "
		    "recording is attached.\n");
	else
		reply_failed(r, rc, &err);
	buf_clear(&papers);
}

/* "receiving", "waiting", "attached" or "refused: why". */
static enum rc
state_of(struct store *store, const char *id, struct meeting_id meeting,
    struct buf *out, struct error *err)
{
	char state[JOBS_STATE], result[JOBS_RESULT];
	struct recording_id recording;
	enum rc rc = recordings_find(store, meeting, &recording, err);

	if (rc == RC_OK) {
		buf_text(out, "attached\n");
		return RC_OK;
	}
	if (rc != RC_NOTFOUND)
		return rc;
	rc = jobs_last(store, attach_job, id, state, result, err);
	if (rc == RC_OK && strcmp(state, "failed") == 0)
		buf_printf(out, "refused: %s\n", result);
	else if (rc == RC_OK && strcmp(state, "done") != 0)
		buf_text(out, "waiting\n");
	else if (rc == RC_OK || rc == RC_NOTFOUND)
		buf_text(out, "receiving\n");
	return rc == RC_NOTFOUND ? RC_OK : rc;
}

void
receiving_state(struct request *r, struct store *store)
{
	char id[PUBLIC_ID_TEXT];
	struct meeting_id meeting;
	struct error err = {0};
	struct buf text = {0};
	int64_t device;
	enum rc rc;

	if (!signed_allowed(r, store, "GET", &device))
		return;
	if (!split(r->target.token, id, NULL))
		rc = RC_NOTFOUND;
	else if ((rc = handout_meeting(store, id, &meeting, &err)) == RC_OK &&
	    (rc = state_of(store, id, meeting, &text, &err)) == RC_OK)
		rc = arrivals_list(r->site, id, &text, &err);
	if (rc == RC_OK)
		signed_answer(r, MHD_HTTP_OK, buf_str(&text));
	else if (rc == RC_NOTFOUND)
		signed_answer(r, MHD_HTTP_CONFLICT,
		    "The papers of this meeting were not published here.\n");
	else
		reply_failed(r, rc, &err);
	buf_clear(&text);
}

/* Is every file that the manifest names here, and the one it means? */
static enum rc
all_here(struct request *r, const char *id, struct error *err)
{
	char path[ARRIVALS_PATH], hex[2 * BOX_HASH + 1], name[NAME_ROOM];
	char said[2 * BOX_HASH + NAME_ROOM + 4];
	struct buf manifest = {0}, here = {0};
	char *line, *next = NULL;
	bool journal = false;
	enum rc rc;

	if ((rc = arrivals_path(r->site, id, "manifest", path, err)) != RC_OK ||
	    (rc = buf_read_file(&manifest, path, LIST_MOST, err)) != RC_OK ||
	    (rc = arrivals_list(r->site, id, &here, err)) != RC_OK)
		goto done;
	if (manifest.len == 0) {
		rc = error_set(err, RC_INVALID, "The manifest is empty.");
		goto done;
	}
	for (line = strtok_r((char *)manifest.data, "\n", &next);
	     line != NULL && rc == RC_OK; line = strtok_r(NULL, "\n", &next)) {
		if (sscanf(line, "%64s %31s", hex, name) != 2 ||
		    !courier_is_file(name)) {
			rc = error_set(err, RC_INVALID,
			    "A line of the manifest is no file's.");
			break;
		}
		journal = journal || strcmp(name, "journal") == 0;
		(void)snprintf(said, sizeof(said), "%s  %s\n", hex, name);
		if (strstr(buf_str(&here), said) == NULL)
			rc = error_set(err, RC_CONFLICT,
			    "%s is not here, or not what was recorded: send "
			    "it again.",
			    name);
	}
	if (rc == RC_OK && !journal)
		rc = error_set(
		    err, RC_INVALID, "The manifest names no journal.");
done:
	buf_clear(&manifest);
	buf_clear(&here);
	return rc;
}

static enum rc
ask_attach(struct store *store, const char *id, struct meeting_id meeting,
    int64_t device, int64_t now_ms, struct error *err)
{
	char state[JOBS_STATE], result[JOBS_RESULT];
	int64_t job;
	enum rc rc;

	if ((rc = store_begin(store, err)) != RC_OK)
		return rc;
	/* Said twice it is asked once. */
	rc = jobs_last(store, attach_job, id, state, result, err);
	if (rc == RC_NOTFOUND || (rc == RC_OK && strcmp(state, "failed") == 0))
		rc = jobs_add(store, attach_job, id, now_ms, &job, err);
	if (rc == RC_OK &&
	    (rc = note_in_audit(
		 store, device, "meeting.brought", meeting, err)) == RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

bool
receiving_may(struct request *r)
{
	struct store *store = NULL;
	struct error err = {0};
	int64_t device;
	enum rc rc = site_store(r->site, &store, &err);

	if (rc == RC_OK)
		return signed_allowed(r, store, "POST", &device);
	reply_failed(r, rc == RC_NOTFOUND ? RC_IO : rc, &err);
	return false;
}

void
receiving_done(struct request *r, struct store *store)
{
	char id[PUBLIC_ID_TEXT];
	struct meeting_id meeting;
	struct error err = {0};
	int64_t device;
	enum rc rc;

	if (!signed_allowed(r, store, "POST", &device))
		return;
	if (!split(r->target.token, id, NULL))
		rc = error_set(&err, RC_NOTFOUND, "no meeting is called this");
	else if ((rc = handout_meeting(store, id, &meeting, &err)) == RC_OK &&
	    (rc = all_here(r, id, &err)) == RC_OK)
		rc = ask_attach(store, id, meeting, device, r->now_ms, &err);
	if (rc == RC_OK)
		signed_answer(r, MHD_HTTP_NO_CONTENT, "");
	else if (rc == RC_CONFLICT || rc == RC_INVALID)
		signed_answer(r, MHD_HTTP_CONFLICT, err.text);
	else if (rc == RC_NOTFOUND)
		signed_answer(r, MHD_HTTP_CONFLICT,
		    "Nothing of this meeting was brought yet.\n");
	else
		reply_failed(r, rc, &err);
}
