#include "share/well.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <microhttpd.h>

#include "base/clock.h"
#include "page_well.h"
#include "share/admin.h"
#include "share/reply.h"
#include "store/audit.h"
#include "store/device.h"

enum { MINUTE_MS = 60 * 1000, YEAR_DAYS = 365, NS_PER_MS = 1000 * 1000 };

/* Lines ---------------------------------------------------------------------- */

static struct well_line *
add(struct well_page *page, const char *name, enum well_state state,
    const char *todo)
{
	static const char *const words[][2] = {
	    [WELL_BAD] = {"Act now", "red"},
	    [WELL_SOON] = {"Act soon", "orange"},
	    [WELL_UNKNOWN] = {"Not known", "grey"},
	    [WELL_FINE] = {"All well", "green"},
	};
	struct well_line *line = &page->lines[page->nlines++];

	line->state = state;
	line->name = name;
	line->word = words[state][0];
	line->colour = words[state][1];
	line->todo = state == WELL_FINE ? "" : todo;
	return line;
}

/* "3 minutes ago", "never" */
static const char *
ago(int64_t ms, int64_t now_ms, char text[PAGE_LASTS])
{
	int64_t minutes = (now_ms - ms) / MINUTE_MS;
	int64_t n = minutes < 120 ? minutes
	    : minutes < 48 * 60   ? minutes / 60
				  : minutes / (24 * 60);

	if (ms == 0)
		return "never";
	if (minutes <= 0)
		return "just now";
	(void)snprintf(text, PAGE_LASTS, "%" PRId64 " %s%s ago", n,
	    minutes < 120           ? "minute"
		: minutes < 48 * 60 ? "hour"
				    : "day",
	    n == 1 ? "" : "s");
	return text;
}

static void
disk(struct well_page *page, const struct vitals *v)
{
	enum well_state state = v->disk_hours < 0 ? WELL_UNKNOWN
	    : vitals_disk_low(v)                  ? WELL_BAD
	    : v->disk_hours < 2 * v->least_hours  ? WELL_SOON
						  : WELL_FINE;
	struct well_line *line = add(page, "Disk", state,
	    "Make room on the disk of the store's folder, or move the store to "
	    "a larger one.");

	if (v->disk_hours < 0)
		(void)snprintf(line->text, sizeof(line->text),
		    "How much room there is cannot be seen.");
	else
		(void)snprintf(line->text, sizeof(line->text),
		    "%" PRId64 ".%" PRId64 " GB are free: room for %" PRId64
		    " hours of recording. At least %" PRId64
		    " hours are wanted, twice the longest meeting.",
		    v->disk_free / 1000000000, v->disk_free / 100000000 % 10,
		    v->disk_hours, v->least_hours);
}

static void
queue(struct well_page *page, const struct vitals *v)
{
	const struct gauges *g = &v->g;
	bool old = g->oldest_queued_ms != 0 &&
	    v->now_ms - g->oldest_queued_ms > CLOCK_HOUR_MS;
	char text[PAGE_LASTS];
	struct well_line *line = add(page, "Mail waiting to go",
	    g->failed + g->bounced > 0 ? WELL_BAD
		: old                  ? WELL_SOON
				       : WELL_FINE,
	    g->failed + g->bounced > 0
		? "The coordinator sees which at Deadlines, puts the address "
		  "right and sends it again."
		: "Look at the mail relay, and at the distributor's log.");
	size_t n = (size_t)snprintf(line->text, sizeof(line->text),
	    "%" PRId64 " waiting, %" PRId64 " held, %" PRId64
	    " failed, %" PRId64 " bounced.",
	    g->queued + g->sending, g->held, g->failed, g->bounced);

	if (g->oldest_queued_ms != 0)
		(void)snprintf(line->text + n, sizeof(line->text) - n,
		    " The oldest was made %s.",
		    ago(g->oldest_queued_ms, v->now_ms, text));
}

static void
deadlines(struct well_page *page, const struct vitals *v)
{
	struct well_line *line =
	    add(page, "Deadlines", v->g.overdue > 0 ? WELL_BAD : WELL_FINE,
		"Ask the coordinators: Deadlines names each, with its cause.");
	char due[PAGE_DAY] = "";

	if (v->g.oldest_due_ms != 0)
		page_when(v->g.oldest_due_ms, due);
	(void)snprintf(line->text, sizeof(line->text),
	    "%" PRId64 " overdue. %s%s%s%" PRId64
	    " escalated in the last 7 days; %" PRId64
	    " alert%s that nobody has seen.",
	    v->g.overdue, *due == '\0' ? "" : "The earliest is due ", due,
	    *due == '\0' ? "" : ". ", v->g.escalations, v->g.alerts,
	    v->g.alerts == 1 ? "" : "s");
}

/* Something that must have run well within LATE_MS (bad), or SOON_MS. */
static void
ran(struct well_page *page, const struct vitals *v, enum lastrun_name which,
    const char *name, int64_t soon_ms, int64_t late_ms, const char *todo)
{
	const struct lastrun *run = &v->runs[which];
	int64_t age = v->now_ms - run->well_ms;
	bool wrong = run->words[0] != '\0';
	char last[PAGE_LASTS], well[PAGE_LASTS];
	struct well_line *line = add(page, name,
	    wrong || run->well_ms == 0 || age > late_ms ? WELL_BAD
		: age > soon_ms                         ? WELL_SOON
							: WELL_FINE,
	    todo);

	if (wrong)
		(void)snprintf(line->text, sizeof(line->text),
		    "Last %s: %s. Last time that it went well: %s.",
		    ago(run->at_ms, v->now_ms, last), run->words,
		    ago(run->well_ms, v->now_ms, well));
	else
		(void)snprintf(line->text, sizeof(line->text), "Last: %s.",
		    ago(run->well_ms, v->now_ms, well));
}

static void
runs(struct well_page *page, const struct vitals *v)
{
	ran(page, v, LASTRUN_DELIVER, "Sending", 3 * MINUTE_MS, 10 * MINUTE_MS,
	    "On the machine: systemctl status marac-distributor");
	if (v->bounces)
		ran(page, v, LASTRUN_BOUNCES, "Reading what came back",
		    3 * MINUTE_MS, 10 * MINUTE_MS,
		    "Check the settings of [bounce], and the distributor's "
		    "log.");
	ran(page, v, LASTRUN_ESCALATE, "Telling who must know", 12 * MINUTE_MS,
	    20 * MINUTE_MS,
	    "On the machine: systemctl status marac-escalate.timer");
	ran(page, v, LASTRUN_BACKUP, "Backup", 26 * (int64_t)CLOCK_HOUR_MS,
	    72 * (int64_t)CLOCK_HOUR_MS,
	    "See to the backup. Its last step is: marac-store backed-up");
	ran(page, v, LASTRUN_CHECK, "Nightly check",
	    36 * (int64_t)CLOCK_HOUR_MS, 7 * (int64_t)CLOCK_DAY_MS,
	    "Run marac-store check; it names what is wrong. Keep the store as "
	    "it is until then.");
}

/* The later of the two that look at it. */
static void
chain(struct well_page *page, const struct vitals *v)
{
	const struct lastrun *own = &v->runs[LASTRUN_AUDIT],
			     *all = &v->runs[LASTRUN_CHECK];
	const struct lastrun *run = own->at_ms > all->at_ms ? own : all;
	bool wrong = own->words[0] != '\0' && own->at_ms >= all->at_ms;
	int64_t well =
	    own->well_ms > all->well_ms ? own->well_ms : all->well_ms;
	char text[PAGE_LASTS];
	struct well_line *line = add(page, "Audit chain",
	    wrong ? WELL_BAD
		: well == 0 || v->now_ms - well > 36 * (int64_t)CLOCK_HOUR_MS
		? WELL_SOON
		: WELL_FINE,
	    wrong ? "Change nothing. Run marac-store check, and compare the "
		    "store with its backup."
		  : "Check it now, with the button below.");

	if (wrong)
		(void)snprintf(line->text, sizeof(line->text),
		    "%" PRId64 " events. Checked %s: %s.", v->g.audit_events,
		    ago(run->at_ms, v->now_ms, text), own->words);
	else
		(void)snprintf(line->text, sizeof(line->text),
		    "%" PRId64 " events. Whole when it was checked: %s.",
		    v->g.audit_events, ago(well, v->now_ms, text));
}

static void
keys(struct well_page *page, const struct vitals *v)
{
	int64_t age = v->now_ms - v->g.link_key_ms;
	bool old = age > (int64_t)YEAR_DAYS * CLOCK_DAY_MS;
	struct well_line *line = add(page, "Keys",
	    v->g.link_key == 0            ? WELL_BAD
		: v->sign_key == 0 || old ? WELL_SOON
					  : WELL_FINE,
	    v->g.link_key == 0 ? "Run marac-store key links."
		: v->sign_key == 0
		? "Run marac-store key sign, then start marac-share anew."
		: "Run marac-store key links on a day when nobody waits for a "
		  "copy: every older link stops working.");
	char day[PAGE_DAY] = "";

	page_day(v->g.link_key_ms, day);
	(void)snprintf(line->text, sizeof(line->text),
	    "Pages, access codes, second factors: present. Links: number "
	    "%" PRId64 ", since %s. Exports: %s%.0" PRId64 ".",
	    v->g.link_key, day, v->sign_key == 0 ? "none" : "number ",
	    v->sign_key);
}

static void
certificate(struct well_page *page, const struct vitals *v)
{
	int64_t days = (v->certificate_ms - v->now_ms) / CLOCK_DAY_MS;
	bool ended = v->certificate_ms <= v->now_ms;
	struct well_line *line = add(page, "Certificate",
	    !v->certified           ? WELL_UNKNOWN
		: ended || days < 7 ? WELL_BAD
		: days < 21         ? WELL_SOON
				    : WELL_FINE,
	    !v->certified ? "Name the proxy's certificate in marac.conf: "
			    "[share] certificate."
			  : "Renew it, and have the proxy read it anew.");
	char day[PAGE_DAY];

	page_when(v->certificate_ms, day);
	if (!v->certified)
		(void)snprintf(line->text, sizeof(line->text),
		    "It is not said which one browsers are shown.");
	else if (v->certificate_ms == 0)
		(void)snprintf(line->text, sizeof(line->text),
		    "The file that is named in marac.conf cannot be read.");
	else
		(void)snprintf(line->text, sizeof(line->text),
		    "%s %s, %" PRId64 " days %s.",
		    ended ? "It ended on" : "Valid until", day,
		    ended ? -days : days, ended ? "ago" : "from now");
}

static void
retention(struct well_page *page, const struct vitals *v)
{
	struct well_line *line = add(page, "Retention due",
	    v->years == 0             ? WELL_UNKNOWN
		: page->kept.ndue > 0 ? WELL_SOON
				      : WELL_FINE,
	    v->years == 0
		? "Say how many years after a meeting its recording is looked "
		  "at again, in marac.conf: [retention] review_years."
		: "Decide with the coordinators whether those below must be "
		  "kept on.");
	char day[PAGE_DAY] = "";
	size_t n;

	page_day(v->g.oldest_ended_ms, day);
	n = (size_t)snprintf(line->text, sizeof(line->text),
	    "%" PRId64 " recorded meeting%s%s%s. ", v->g.meetings,
	    v->g.meetings == 1 ? "" : "s",
	    v->g.meetings == 0 ? "" : ", the oldest of ",
	    v->g.meetings == 0 ? "" : day);
	if (v->years > 0)
		n += (size_t)snprintf(line->text + n, sizeof(line->text) - n,
		    "%zu to look at again now, %zu more within %d days. ",
		    page->kept.ndue,
		    page->kept.nones + page->kept.more - page->kept.ndue,
		    REVIEWS_AHEAD_DAYS);
	(void)snprintf(line->text + n, sizeof(line->text) - n,
	    "Nothing of them is erased by itself, and nothing can be here.");
}

static void
others(struct well_page *page, const struct vitals *v)
{
	struct well_line *line;
	char text[PAGE_LASTS];
	/* they are swept after eight hours */
	bool unswept = v->g.listenings > 0 &&
	    v->now_ms - v->g.oldest_listening_ms > 9 * (int64_t)CLOCK_HOUR_MS;

	line =
	    add(page, "What is to be erased", unswept ? WELL_SOON : WELL_FINE,
		"Sending does this too: systemctl status marac-distributor");
	(void)snprintf(line->text, sizeof(line->text),
	    "%" PRId64 " made for approving, to be erased within 8 hours%s%s.",
	    v->g.listenings,
	    v->g.listenings == 0 ? "" : "; the oldest was made ",
	    v->g.listenings == 0
		? ""
		: ago(v->g.oldest_listening_ms, v->now_ms, text));
	line = add(page, "Recording machines",
	    v->g.devices == 0 ? WELL_SOON : WELL_FINE,
	    "Trust the machine that records: marac-store key trust");
	(void)snprintf(line->text, sizeof(line->text),
	    "%" PRId64 " trusted. They are listed below.", v->g.devices);
	line = add(page, "Accounts", WELL_FINE, "");
	(void)snprintf(line->text, sizeof(line->text),
	    "%" PRId64 " signed in as staff, %" PRId64
	    " as recipients. %" PRId64 " to be set up by their users.",
	    v->g.sessions_staff, v->g.sessions_recipient, v->g.settings_up);
}

static int
worst_first(const void *a, const void *b)
{
	const struct well_line *x = a, *y = b;

	return x->state != y->state ? (x->state < y->state ? -1 : 1)
				    : strcmp(x->name, y->name);
}

void
well_fill(struct well_page *page, const struct vitals *v)
{
	page_when(v->now_ms, page->at);
	disk(page, v);
	queue(page, v);
	deadlines(page, v);
	runs(page, v);
	chain(page, v);
	keys(page, v);
	certificate(page, v);
	retention(page, v);
	others(page, v);
	qsort(page->lines, page->nlines, sizeof(page->lines[0]), worst_first);
	page->heading = page->lines[0].state == WELL_BAD
	    ? "Something needs you now"
	    : page->lines[0].state == WELL_SOON ? "Something needs you soon"
						: "All is well";
}

/* The page ------------------------------------------------------------------- */

static enum rc
put_device(void *to, const char *name, const struct box_sign_public *key,
    int64_t trusted_ms, int64_t ended_ms, struct error *err)
{
	struct well_page *page = to;
	struct well_device *more = realloc(
	    page->devices, (page->ndevices + 1) * sizeof(*page->devices));
	char *copy = strdup(name);

	(void)key;
	if (more != NULL)
		page->devices = more;
	if (more == NULL || copy == NULL) {
		free(copy);
		return error_nomem(err);
	}
	more += page->ndevices++;
	*more = (struct well_device){.name = copy};
	page_day(trusted_ms, more->since);
	if (ended_ms != 0)
		page_day(ended_ms, more->over);
	return RC_OK;
}

static void
show(struct request *r, struct store *store, const struct admin *a,
    const char *said)
{
	struct well_page page = {.said = said};
	struct vitals v;
	struct error err = {0};
	struct buf out = {0};
	enum rc rc;

	if ((rc = vitals_read(r->site, store, r->now_ms, &v, &err)) == RC_OK &&
	    (rc = device_list(store, put_device, &page, &err)) == RC_OK &&
	    (rc = reviews_read(store, v.years, r->now_ms, &page.kept, &err)) ==
		RC_OK) {
		page.shell = admin_shell(r, a, "Is all well");
		well_fill(&page, &v);
		page_well(&out, &page);
		reply_page(r, MHD_HTTP_OK, &out);
	} else {
		reply_failed(r, rc == RC_NOTFOUND ? RC_IO : rc, &err);
	}
	for (size_t i = 0; i < page.ndevices; i++)
		free((void *)(uintptr_t)page.devices[i].name);
	free(page.devices);
	reviews_clear(&page.kept);
}

void
well_show(struct request *r, struct store *store)
{
	struct admin a = {0};

	if (admin_enter(r, store, &a))
		show(r, store, &a, "");
}

/* Note what RC of a check says, with its audit event. */
static enum rc
note(struct request *r, struct store *store, const struct admin *a, bool whole,
    struct error *err)
{
	char who[40];
	enum rc rc;

	(void)snprintf(
	    who, sizeof(who), "account:%" PRId64, a->s.row.account.v);
	if ((rc = store_begin(store, err)) == RC_OK &&
	    (rc = lastrun_note(store, LASTRUN_AUDIT, r->now_ms,
		 whole ? "" : "it was changed", err)) == RC_OK &&
	    (rc = audit_add(store, who, "audit.checked", "audit",
		 whole ? "whole" : "it was changed", err)) == RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

void
well_check(struct request *r, struct store *store)
{
	static atomic_flag busy = ATOMIC_FLAG_INIT;
	struct admin a = {0};
	struct error err = {0}, other = {0};
	struct buf named = {0};
	char said[WELL_TEXT];
	int64_t seen = 0;
	enum rc rc;

	if (!admin_allows(r, store, &a))
		return;
	if (atomic_flag_test_and_set(&busy)) {
		show(r, store, &a, "The audit chain is being checked already.");
		return;
	}
	rc = audit_verify_until(store,
	    clock_mono_ns() + (int64_t)WELL_CHECK_MS * NS_PER_MS, &seen, &named,
	    &err);
	atomic_flag_clear(&busy);
	buf_clear(&named);
	if (rc == RC_BUSY) {
		(void)snprintf(said, sizeof(said),
		    "There was time for the first %" PRId64
		    " events, and nothing is wrong with them. All of them: "
		    "marac-store check.",
		    seen);
		show(r, store, &a, said);
	} else if (rc != RC_OK && rc != RC_DAMAGED) {
		reply_failed(r, rc, &err);
	} else if ((rc = note(r, store, &a, rc == RC_OK, &other)) == RC_OK) {
		reply_go(r, "/well");
	} else {
		reply_failed(r, rc, &other);
	}
}
