#include "distributor/exporting.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/newfile.h"
#include "distributor/bundle.h"
#include "distributor/deciding.h"
#include "distributor/drop.h"
#include "distributor/phone.h"
#include "seal/code.h"
#include "store/deed.h"
#include "store/exports.h"
#include "store/impartial.h"
#include "store/person.h"

enum { PATH_ROOM = 4096, ARCHIVE_MAX = 2000 * 1000 * 1000 };

struct exporting {
	struct deciding d;
	struct bundle bundle;
	struct exports_row row;
	bool drop;
	struct dropfolder folder;
	bool text; /* the passphrase goes by PHONE */
	struct phone phone;
	char path[PATH_ROOM]; /* of the archive */
	char passphrase[CODE_PASSPHRASE];
};

/* What an archive goes through on its way to its file. */
struct tee {
	struct newfile *file;
	struct box_hash hash;
	int64_t bytes;
};

static enum rc
to_file(struct sink *sink, const void *data, size_t len, struct error *err)
{
	struct tee *tee = sink->to;

	box_hash_more(&tee->hash, data, len);
	tee->bytes += (int64_t)len;
	return newfile_write(tee->file, data, len, err);
}

static enum rc
path_below(struct exporting *x, const char *object, struct error *err)
{
	const char *dir = store_dir(x->d.desk.store);

	if (snprintf(x->path, sizeof(x->path), "%s/exports", dir) >=
	    (int)(sizeof(x->path) - EXPORTS_OBJECT - 1))
		return error_set(
		    err, RC_INVALID, "the path of the store is too long");
	if (mkdir(x->path, 0700) != 0 && errno != EEXIST)
		return error_sys(err, RC_IO, "cannot make %s", x->path);
	(void)snprintf(
	    x->path + strlen(x->path), EXPORTS_OBJECT + 1, "/%s", object);
	return RC_OK;
}

/* What the call asks for, before anything is made. */
static enum rc
begin(struct exporting *x, const struct cmd_call *call, struct error *err)
{
	const char *out = cmd_text(call, "out");
	enum rc rc;

	x->drop = cmd_flag(call, "drop");
	x->text = cmd_flag(call, "text");
	if (x->drop == (out != NULL))
		return error_set(err, RC_INVALID,
		    "say where it goes: --out FILE, or --drop");
	if (out != NULL &&
	    (size_t)snprintf(x->path, sizeof(x->path), "%s", out) >=
		sizeof(x->path))
		return error_set(err, RC_INVALID, "path too long");
	if (out != NULL && access(out, F_OK) == 0)
		return error_set(err, RC_CONFLICT, "%s is there already", out);
	if ((rc = deciding_open(&x->d, call, err)) != RC_OK ||
	    (rc = deciding_meeting(&x->d, call->argv[0], err)) != RC_OK ||
	    (rc = deciding_person(&x->d, call->argv[1], err)) != RC_OK ||
	    (x->drop &&
		(rc = dropfolder_of(
		     x->d.desk.store, x->d.person, &x->folder, err)) != RC_OK))
		return rc;
	/* Before a passphrase goes anywhere; and again with the row. */
	if ((rc = impartial_ask(x->d.desk.store, &x->d.by,
		 &(struct deed){
		     .meeting = x->d.meeting.id, .person = x->d.person},
		 err)) != RC_OK)
		return rc;
	return bundle_ask(
	    &x->d.desk, x->d.meeting.id, x->d.person, x->drop, &x->bundle, err);
}

/* The archive, still without a name. */
static enum rc
make(struct exporting *x, struct newfile **file, struct error *err)
{
	struct tee tee = {0};
	struct sink sink = {.write = to_file, .to = &tee};
	enum rc rc;

	if (x->text &&
	    ((rc = phone_open(&x->phone, &x->d.desk, err)) != RC_OK ||
		(rc = phone_may(&x->phone, x->d.person, err)) != RC_OK))
		return rc;
	if ((rc = newfile_open(file, x->path, err)) != RC_OK)
		return rc;
	code_passphrase_make(x->passphrase);
	tee.file = *file;
	box_hash_begin(&tee.hash);
	if ((rc = bundle_write(
		 &x->d.desk, &x->bundle, x->passphrase, &sink, err)) != RC_OK)
		return rc;
	box_hash_end(&tee.hash, x->row.hash);
	x->row.bytes = tee.bytes;
	/* A slow stick is waited for here, and not in the transaction. */
	return newfile_sync(*file, err);
}

static enum rc
text_passphrase(struct exporting *x, struct error *err)
{
	enum wordbook_language language;
	struct buf words = {0};
	enum rc rc;

	/* Cutting takes its time: is the phone still safe? */
	if ((rc = phone_may(&x->phone, x->d.person, err)) != RC_OK ||
	    (rc = person_reads(x->d.desk.store, x->d.person, &language, err)) !=
		RC_OK)
		return rc;
	wordbook_put(&words, language, WORDBOOK_SMS_PASSPHRASE, x->passphrase);
	if ((rc = buf_check(&words, err)) == RC_OK)
		rc = phone_send(&x->phone, buf_str(&words), err);
	buf_clear(&words);
	return rc;
}

static void
print_passphrase(const struct exporting *x)
{
	if (isatty(STDOUT_FILENO))
		(void)puts("The passphrase; it is not shown again, and goes "
			   "by another way than the file:");
	(void)printf("%s\n", x->passphrase);
	(void)fflush(stdout);
}

/* In exports/ the row comes first, then the name: sweep() would take a file that
 * no row knows.  Elsewhere nobody would look again: the name, then the row, so
 * that what counts as made is there; a kill between the two leaves a file that
 * `exported` does not know. */
static enum rc
keep(struct exporting *x, struct newfile **file, struct error *err)
{
	struct store *store = x->d.desk.store;
	int64_t now_ms = clock_wall_ms();
	enum rc rc;

	if ((rc = store_begin(store, err)) == RC_OK &&
	    (rc = exports_add(store, &x->row, x->bundle.copies, x->bundle.count,
		 &x->d.by, now_ms, err)) == RC_OK &&
	    (rc = exports_ask(store, &x->row, now_ms, err)) == RC_OK &&
	    (x->drop || (rc = newfile_commit(file, false, err)) == RC_OK) &&
	    (rc = store_commit(store, err)) != RC_OK && !x->drop)
		(void)unlink(x->path);
	store_rollback(store);
	return rc == RC_OK && x->drop ? newfile_commit(file, false, err) : rc;
}

static enum rc
make_new(struct exporting *x, struct error *err)
{
	struct newfile *file = NULL;
	enum rc rc;

	x->row = (struct exports_row){
	    .meeting = x->d.meeting.id,
	    .person = x->d.person,
	    .agency = x->folder.agency,
	};
	if (x->drop) {
		char id[PUBLIC_ID_TEXT];

		box_random_id(id);
		(void)snprintf(
		    x->row.object, sizeof(x->row.object), "%s.zip", id);
		if ((rc = path_below(x, x->row.object, err)) != RC_OK)
			return rc;
	}
	if ((rc = make(x, &file, err)) == RC_OK &&
	    (!x->text || (rc = text_passphrase(x, err)) == RC_OK) &&
	    (rc = keep(x, &file, err)) == RC_OK && !x->text)
		print_passphrase(x);
	newfile_discard(&file);
	return rc;
}

/* Remove from exports/ what waits no more: a kill came between the row and the
 * file, or another took its place.  A file gets its name when its row is there;
 * before, it is hidden, and old only if its maker is dead. */
static enum rc
sweep(struct exporting *x, struct error *err)
{
	struct dirent *entry;
	struct stat st;
	DIR *dir;
	enum rc rc;

	if ((rc = path_below(x, "", err)) != RC_OK)
		return rc;
	if ((dir = opendir(x->path)) == NULL)
		return error_sys(err, RC_IO, "cannot read %s", x->path);
	while (rc == RC_OK && (entry = readdir(dir)) != NULL) {
		const char *name = entry->d_name;
		bool waits = false;

		if (fstatat(dirfd(dir), name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
		    !S_ISREG(st.st_mode))
			continue;
		if (name[0] == '.')
			waits = clock_wall_ms() / 1000 - st.st_mtime <
			    CLOCK_DAY_MS / 1000;
		else
			rc = exports_waits(x->d.desk.store, name, &waits, err);
		if (rc == RC_OK && !waits &&
		    unlinkat(dirfd(dir), name, 0) != 0 && errno != ENOENT)
			rc = error_sys(err, RC_IO, "cannot sweep %s", x->path);
	}
	(void)closedir(dir);
	return rc;
}

/* -- the drop folder --------------------------------------------------------- */

/* The archive that waits to be put, if it is still what is to be put. */
static enum rc
waiting(struct exporting *x, bool anew, struct buf *bytes, struct error *err)
{
	struct store *store = x->d.desk.store;
	unsigned char hash[BOX_HASH];
	bool same = false;
	enum rc rc = exports_waiting(
	    store, x->d.meeting.id, x->d.person, true, &x->row, err);

	if (rc != RC_OK || (rc = path_below(x, x->row.object, err)) != RC_OK ||
	    (rc = exports_holds(store, &x->row, x->bundle.copies,
		 x->bundle.count, &same, err)) != RC_OK)
		return rc;
	rc = RC_NOTFOUND;
	if (same && !anew && x->row.agency.v == x->folder.agency.v)
		rc = buf_read_file(bytes, x->path, ARCHIVE_MAX, err);
	if (rc == RC_OK) {
		box_hash(bytes->data, bytes->len, hash);
		if (memcmp(hash, x->row.hash, sizeof(hash)) != 0)
			rc = RC_NOTFOUND;
	}
	if (rc == RC_NOTFOUND && unlink(x->path) != 0 && errno != ENOENT)
		rc = error_sys(err, RC_IO, "cannot remove %s", x->path);
	return rc;
}

static enum rc
try(struct exporting *x, const struct buf *bytes, struct error *err)
{
	struct store *store = x->d.desk.store;
	struct drop_parcel parcel = {
	    .name = x->row.object,
	    .data = bytes->data,
	    .len = bytes->len,
	    .again = x->row.attempts > 0,
	};
	char cause[DROP_CAUSE] = "";
	enum rc rc;

	if ((rc = store_begin(store, err)) == RC_OK &&
	    (rc = exports_try(
		 store, &x->row, &x->d.by, clock_wall_ms(), err)) == RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	if (rc != RC_OK)
		return rc;
	switch (drop_put(x->d.desk.conf, &x->folder, &parcel, cause)) {
	case DROP_TAKEN:
		return RC_OK;
	case DROP_LATER:
		return error_set(err, RC_BUSY,
		    "%s Run this again: the same archive, with the same "
		    "passphrase, is put once more.",
		    cause);
	case DROP_INSECURE:
		return error_set(err, RC_IO, "nothing was put: %s", cause);
	case DROP_REFUSED:
		break;
	}
	return error_set(err, RC_DENIED, "nothing was put: %s", cause);
}

static enum rc
conclude(struct exporting *x, const char *worker, struct error *err)
{
	struct store *store = x->d.desk.store;
	enum rc rc;

	if ((rc = store_begin(store, err)) == RC_OK &&
	    (rc = exports_hand(store, &x->row, worker, &x->d.by,
		 clock_wall_ms(), err)) == RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

static enum rc
put(struct exporting *x, bool anew, struct error *err)
{
	struct buf bytes = {0};
	enum rc rc = sweep(x, err);

	if (rc == RC_OK)
		rc = waiting(x, anew, &bytes, err);
	if (rc == RC_NOTFOUND) {
		buf_clear(&bytes);
		if ((rc = make_new(x, err)) == RC_OK)
			rc = buf_read_file(&bytes, x->path, ARCHIVE_MAX, err);
	}
	if (rc == RC_OK && (rc = try(x, &bytes, err)) == RC_OK &&
	    (rc = conclude(x, "", err)) == RC_OK && unlink(x->path) != 0)
		rc = error_sys(err, RC_IO, "cannot remove %s", x->path);
	buf_clear(&bytes);
	return rc;
}

/* -- verbs --------------------------------------------------------------------- */

static void
end(struct exporting *x)
{
	box_wipe(x->passphrase, sizeof(x->passphrase));
	phone_close(&x->phone);
	bundle_clear(&x->bundle);
	deciding_close(&x->d);
}

enum rc
exporting_export(struct cmd_call *call, struct error *err)
{
	struct exporting x = {0};
	enum rc rc = begin(&x, call, err);

	if (rc == RC_OK)
		rc = x.drop ? put(&x, cmd_flag(call, "new"), err)
			    : make_new(&x, err);
	if (rc == RC_OK && x.drop)
		(void)printf("put: %zu document%s\n", x.bundle.count,
		    x.bundle.count == 1 ? "" : "s");
	end(&x);
	return rc;
}

enum rc
exporting_exported(struct cmd_call *call, struct error *err)
{
	const char *worker = cmd_text(call, "worker");
	struct exporting x = {0};
	enum rc rc;

	if (worker == NULL || *worker == '\0')
		return error_set(err, RC_INVALID,
		    "--worker NAME is missing: who handed it over");
	if ((rc = deciding_open(&x.d, call, err)) != RC_OK ||
	    (rc = deciding_meeting(&x.d, call->argv[0], err)) != RC_OK ||
	    (rc = deciding_person(&x.d, call->argv[1], err)) != RC_OK)
		goto done;
	rc = exports_waiting(
	    x.d.desk.store, x.d.meeting.id, x.d.person, false, &x.row, err);
	if (rc == RC_NOTFOUND)
		(void)error_set(err, rc,
		    "no archive waits to be handed over to this person: "
		    "`export` makes one");
	if (rc == RC_OK && (rc = conclude(&x, worker, err)) == RC_OK)
		(void)printf("handed over to %s\n", call->argv[1]);
done:
	end(&x);
	return rc;
}
