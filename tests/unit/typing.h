/*
 * typing -- people in a week of delivery (weekly.h): each types a verb, by the
 * verb's own code, with the week's store lent to it.  What costs time and is not
 * what the weeks are about stays out by the linker's seams: the audio of copies,
 * the PDF of a letter, what is printed.
 */
#ifndef UNIT_TYPING_H
#define UNIT_TYPING_H

#include "base/cmd.h"
#include "base/newfile.h"
#include "distributor/copying.h"
#include "distributor/debriefing.h"
#include "distributor/holding.h"
#include "distributor/letter.h"
#include "distributor/posting.h"
#include "distributor/releasing.h"
#include "distributor/render.h"
#include "distributor/resending.h"
#include "distributor/withdrawing.h"
#include "unit/weekly.h"

enum rc
__wrap_desk_open(struct desk *, const struct cmd_call *, struct error *);
enum rc
__wrap_desk_look(struct desk *, const struct cmd_call *, struct error *);
void __real_desk_close(struct desk *);
void __wrap_desk_close(struct desk *);
enum rc __wrap_render_all(struct desk *, struct meeting_id,
    struct render_want *, size_t, const char *, struct error *);
enum rc __wrap_objects_lock(struct desk *, int *, struct error *);
enum rc
__wrap_letter_write(const struct letter *, struct buf *, int *, struct error *);
enum rc __real_newfile_open(struct newfile **, const char *, struct error *);
enum rc __wrap_newfile_open(struct newfile **, const char *, struct error *);
enum rc
__real_newfile_write(struct newfile *, const void *, size_t, struct error *);
enum rc
__wrap_newfile_write(struct newfile *, const void *, size_t, struct error *);
enum rc __real_newfile_commit(struct newfile **, bool, struct error *);
enum rc __wrap_newfile_commit(struct newfile **, bool, struct error *);

static bool typing; /* somebody types; files are not written then */

enum rc
__wrap_desk_open(
    struct desk *desk, const struct cmd_call *call, struct error *err)
{
	(void)call;
	(void)err;
	*desk = weekly_desk;
	return RC_OK;
}

enum rc
__wrap_desk_look(
    struct desk *desk, const struct cmd_call *call, struct error *err)
{
	return __wrap_desk_open(desk, call, err);
}

void
__wrap_desk_close(struct desk *desk)
{
	if (desk == &weekly_desk)
		__real_desk_close(desk);
	*desk = (struct desk){0};
}

enum rc
__wrap_render_all(struct desk *desk, struct meeting_id meeting,
    struct render_want *wants, size_t count, const char *what,
    struct error *err)
{
	(void)desk;
	(void)meeting;
	(void)what;
	(void)err;
	if (weekly_number("SELECT count(*) FROM rendition_key", 0) != 2)
		rows_run(weekly_desk.store, weekly_renditions);
	for (size_t i = 0; i < count; i++)
		wants[i].id.v = wants[i].case_id.v;
	return RC_OK;
}

/* The store is in memory alone: there is no folder to lock. */
enum rc
__wrap_objects_lock(struct desk *desk, int *lock, struct error *err)
{
	(void)desk;
	(void)err;
	*lock = -1;
	return RC_OK;
}

enum rc
__wrap_letter_write(
    const struct letter *letter, struct buf *pdf, int *pages, struct error *err)
{
	(void)letter;
	buf_text(pdf, "a letter");
	*pages = 1;
	return buf_check(pdf, err);
}

enum rc
__wrap_newfile_open(struct newfile **out, const char *path, struct error *err)
{
	*out = NULL;
	return typing ? RC_OK : __real_newfile_open(out, path, err);
}

enum rc
__wrap_newfile_write(
    struct newfile *file, const void *data, size_t len, struct error *err)
{
	return typing ? RC_OK : __real_newfile_write(file, data, len, err);
}

enum rc
__wrap_newfile_commit(struct newfile **file, bool replace, struct error *err)
{
	return typing ? RC_OK : __real_newfile_commit(file, replace, err);
}

typedef enum rc typing_verb(struct cmd_call *call, struct error *err);

static char typing_text[SCRATCH_PATH]; /* a file with a text in it */

static const struct cmd_option typing_options[] = {{"by", "LOGIN", ""},
    {"reason", "TEXT", ""}, {"authority", "TEXT", ""}, {"issues", "FILE", ""},
    {"plan", "FILE", ""}, {"safety", "FILE", ""}, {"out", "FILE", ""},
    {"as", "KIND", ""}, {"end", NULL, ""}, {"case", "REF", ""},
    {"large", NULL, ""}, {"qr", NULL, ""}, {"welsh", NULL, ""},
    {"on", "DATE", ""}, {0}};
enum { TYPING_OPTIONS = sizeof(typing_options) / sizeof(*typing_options) };
static const struct cmd_program typing_program = {"", "", typing_options, NULL};
static const struct cmd_verb typing_any = {0};

/* LOGIN types VERB with the arguments LIST, up to a NULL; AS is its --as, or
 * "end" for --end.  Nobody kills it. */
static inline enum rc
act(typing_verb *verb, const char *login, const char *as,
    const char *const list[])
{
	struct weekly_process interrupted = week.process;
	void (*between)(void) = week.between;
	bool end = as != NULL && strcmp(as, "end") == 0;
	/* In the order of typing_options. */
	const char *values[TYPING_OPTIONS] = {login, "why", "an Act",
	    typing_text, typing_text, typing_text, "letter.pdf",
	    end ? NULL : as, end ? "" : NULL};
	struct cmd_call call = {.program = &typing_program,
	    .verb = &typing_any,
	    .argv = (char **)(uintptr_t)list,
	    .values = values};
	enum rc rc;

	while (list[call.argc] != NULL)
		call.argc++;
	week.process = weekly_well;
	week.between = NULL;
	typing = true;
	weekly_err = (struct error){0};
	rc = verb(&call, &weekly_err);
	typing = false;
	week.process = interrupted;
	week.between = between;
	/* What may be refused, is: it does not need it, or may not have it. */
	if (rc != RC_OK && rc != RC_CONFLICT && rc != RC_DENIED &&
	    rc != RC_NOTFOUND)
		weekly_wrong("a verb: %s", weekly_err.text);
	return rc;
}

#define ACT(verb, login, as, ...) \
	act(verb, login, as, (const char *const[]){__VA_ARGS__, NULL})

/* `copies`, which FUSE commits survive (-1: all). */
static inline void
act_copies(int fuse)
{
	struct weekly_process interrupted = week.process;
	void (*between)(void) = week.between;
	struct copying_tally tally = {0};
	struct buf out = {0};
	enum rc rc;

	week.process = (struct weekly_process){.fuse = fuse};
	week.between = NULL;
	rc = copying_run(&weekly_desk, "M-1", true, &out, &tally, &weekly_err);
	if (rc != RC_OK && !week.process.dead)
		weekly_wrong("copies: %s", weekly_err.text);
	buf_clear(&out);
	week.process = interrupted;
	week.between = between;
}

#endif
