#include "distributor/handing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/newfile.h"
#include "base/text.h"
#include "distributor/onpaper.h"
#include "store/deed.h"
#include "store/person.h"
#include "store/route.h"

static int
day_number(const struct clock_civil *civil)
{
	return (civil->year * 100 + civil->month) * 100 + civil->day;
}

enum rc
handing_day(const char *on, int64_t *on_ms, struct error *err)
{
	struct error why = {0};

	return on == NULL || strlen(on) != sizeof("2026-11-26") - 1 ||
		clock_parse(on, on_ms, &why) != RC_OK
	    ? error_set(err, RC_INVALID,
		  "--on DATE is the day it was done, like 2026-11-26")
	    : RC_OK;
}

enum rc
handing_when(int64_t on_ms, int64_t printed_ms, int64_t now_ms,
    int64_t *when_ms, struct error *err)
{
	/* Noon, so that the date is the same in London. */
	int64_t noon_ms = on_ms + 12 * (int64_t)CLOCK_HOUR_MS;
	struct clock_civil on, printed, now;

	clock_civil_london(noon_ms, &on);
	clock_civil_london(printed_ms, &printed);
	clock_civil_london(now_ms, &now);
	if (day_number(&on) > day_number(&now))
		return error_set(
		    err, RC_INVALID, "--on is a day that has not come yet");
	if (day_number(&on) < day_number(&printed))
		return error_set(
		    err, RC_INVALID, "--on is a day before it was printed");
	*when_ms = now_ms;
	if (day_number(&on) != day_number(&now)) {
		on.hour = 23;
		on.minute = on.second = 59;
		on.ms = 999;
		*when_ms = clock_from_london(&on);
	}
	return RC_OK;
}

static enum rc
named(struct cmd_call *call, const char **worker, struct error *err)
{
	*worker = cmd_text(call, "worker");
	return *worker != NULL && **worker != '\0'
	    ? RC_OK
	    : error_set(err, RC_INVALID,
		  "--worker NAME is missing: who hands it over");
}

/* What the sheet may call the person: a child is not named (rule 7). */
static enum rc
name_of(struct onpaper *p, struct person *person, const char **name,
    struct error *err)
{
	bool child = false;
	enum rc rc = person_get(p->desk.store, p->person, person, err);

	if (rc == RC_OK)
		rc = paperwork_tells(
		    p->desk.store, p->parcel, person->name, &child, err);
	*name = rc != RC_OK || child ? "" : person->name;
	return rc;
}

static enum rc
make(struct onpaper *p, struct letter *letter, const char *worker,
    const char *path, bool code, struct buf *pdf, struct error *err)
{
	struct deed deed = {.meeting = p->meeting.id, .person = p->person};
	struct letter_receipt receipt = {.worker = worker};
	struct person person = {0};
	struct buf url = {0};
	int pages;
	enum rc rc;

	if ((rc = onpaper_choose(p, err)) != RC_OK ||
	    (rc = onpaper_print(p, worker, code, err)) != RC_OK)
		goto done;
	deed.id = p->paper.id.v;
	if (path != NULL) {
		if ((rc = onpaper_letter(p, letter, &url, err)) != RC_OK ||
		    (rc = onpaper_neutral(p, path, worker, err)) != RC_OK ||
		    (rc = onpaper_neutral(p, path, letter->notice, err)) !=
			RC_OK ||
		    (rc = name_of(p, &person, &receipt.name, err)) != RC_OK)
			goto done;
		letter->code = code ? p->code : NULL;
		if ((rc = letter_sheet(letter, &receipt, pdf, &pages, err)) !=
		    RC_OK)
			goto done;
	}
	rc = deed_add(
	    p->desk.store, &p->by, "hand-over.printed", &deed, worker, err);
done:
	person_clear(&person);
	buf_clear(&url);
	return rc;
}

/* A worker can keep to a safe time of day. */
static enum rc
say_when(struct onpaper *p, struct error *err)
{
	struct route *routes = NULL;
	size_t count = 0;
	enum rc rc = route_list(
	    p->desk.store, p->person, "in person", &routes, &count, err);

	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		const struct contact_facts *f = &routes[i].facts;

		if (routes[i].id.v == p->route.v && f->from_minute >= 0)
			(void)printf("Safe only from %d:%02d to %d:%02d.\n",
			    f->from_minute / 60, f->from_minute % 60,
			    f->to_minute / 60, f->to_minute % 60);
	}
	free(routes);
	return rc;
}

enum rc
handing_over(struct cmd_call *call, struct error *err)
{
	const char *path = cmd_text(call, "sheet"), *worker;
	bool code = cmd_flag(call, "code");
	struct onpaper p = {0};
	struct letter letter = {
	    .language =
		cmd_flag(call, "welsh") ? WORDBOOK_WELSH : WORDBOOK_ENGLISH,
	    .large = cmd_flag(call, "large"),
	    .qr = cmd_flag(call, "qr"),
	};
	struct newfile *file = NULL;
	struct buf pdf = {0};
	enum rc rc;

	if ((rc = named(call, &worker, err)) != RC_OK)
		return rc;
	if (code && path == NULL)
		return error_set(err, RC_INVALID,
		    "--code needs --sheet FILE.pdf: it stands on the page "
		    "behind the sheet");
	if ((rc = onpaper_open(&p, call, PAPERWORK_IN_PERSON, err)) != RC_OK ||
	    (rc = store_begin(p.desk.store, err)) != RC_OK)
		goto done;
	if ((rc = make(&p, &letter, worker, path, code, &pdf, err)) == RC_OK &&
	    (path == NULL ||
		((rc = newfile_open(&file, path, err)) == RC_OK &&
		    (rc = newfile_write(file, pdf.data, pdf.len, err)) ==
			RC_OK)))
		rc = onpaper_commit(&p, &file, path, err);
	store_rollback(p.desk.store);
	if (rc != RC_OK || (rc = say_when(&p, err)) != RC_OK)
		goto done;
	(void)printf("It may be handed over.  Once that is done and signed "
		     "for:\n"
		     "  marac-distributor handed-over %s %s --by LOGIN "
		     "--worker NAME --on DATE\n",
	    call->argv[0], call->argv[1]);
done:
	newfile_discard(&file);
	buf_clear(&pdf);
	onpaper_close(&p);
	return rc;
}

static enum rc
same_worker(const char *asked, const char *given, struct error *err)
{
	char *a = NULL, *b = NULL;
	enum rc rc;

	if ((rc = text_fold(asked, &a, err)) == RC_OK &&
	    (rc = text_fold(given, &b, err)) == RC_OK && strcmp(a, b) != 0)
		rc = error_set(err, RC_CONFLICT,
		    "`hand-over` was asked for another worker: ask it again "
		    "for the one who hands it over");
	free(a);
	free(b);
	return rc;
}

static enum rc
hand_over(
    struct onpaper *p, const char *worker, int64_t on_ms, struct error *err)
{
	int64_t when_ms = 0;
	enum rc rc = paperwork_latest(p->desk.store, p->meeting.id, p->person,
	    PAPERWORK_IN_PERSON, false, &p->paper, err);

	if (rc == RC_NOTFOUND)
		return error_set(err, rc,
		    "nothing waits to be handed over to them: `hand-over` "
		    "comes first");
	if (rc != RC_OK ||
	    (rc = same_worker(p->paper.worker, worker, err)) != RC_OK ||
	    (rc = handing_when(on_ms, p->paper.printed_ms, p->now_ms, &when_ms,
		 err)) != RC_OK ||
	    (rc = onpaper_ask(p, p->paper.parcel, p->paper.route, err)) !=
		RC_OK)
		return rc;
	return paperwork_done(p->desk.store, &p->paper, p->copies, p->ncopies,
	    &p->by, when_ms, p->now_ms, err);
}

enum rc
handing_done(struct cmd_call *call, struct error *err)
{
	const char *on = cmd_text(call, "on"), *worker;
	struct onpaper p = {0};
	int64_t on_ms = 0;
	enum rc rc;

	if ((rc = named(call, &worker, err)) != RC_OK)
		return rc;
	if ((rc = handing_day(on, &on_ms, err)) != RC_OK)
		return rc;
	if ((rc = onpaper_open(&p, call, PAPERWORK_IN_PERSON, err)) == RC_OK &&
	    (rc = store_begin(p.desk.store, err)) == RC_OK) {
		if ((rc = hand_over(&p, worker, on_ms, err)) == RC_OK)
			rc = store_commit(p.desk.store, err);
		store_rollback(p.desk.store);
	}
	if (rc == RC_OK)
		onpaper_say(&p, "handed over");
	onpaper_close(&p);
	return rc;
}
