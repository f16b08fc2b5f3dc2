#include "share/viewing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <microhttpd.h>

#include "page_consoleask.h"
#include "page_consolebefore.h"
#include "page_consolecases.h"
#include "page_consolemeeting.h"
#include "page_consoleover.h"
#include "page_consolesomeone.h"
#include "share/reply.h"
#include "share/stream.h"

static const char cookie_name[] = "__Host-console";

struct view_of {
	struct liaison_now now;
	struct showing s;
	char form[TOKEN_FORM];
	struct liaison_answer answer;
};

bool
viewing_form(const struct request *r, char form[TOKEN_FORM])
{
	char cookie[TOKEN_COOKIE];

	if (!request_cookie(r, cookie_name, cookie, sizeof(cookie)) ||
	    strlen(cookie) != TOKEN_COOKIE - 1)
		return false;
	token_form(cookie, form);
	return true;
}

/* The same, with a cookie if R has none. */
static void
welcome(struct request *r, char form[TOKEN_FORM])
{
	char cookie[TOKEN_COOKIE];

	if (viewing_form(r, form))
		return;
	token_make(cookie);
	token_form(cookie, form);
	token_set_cookie(r, cookie_name, cookie);
}

/* What was answered to the form before, if the address says which. */
static void
put_said(struct request *r, struct view_of *v)
{
	char number[24];

	if (!request_query(r, "said", number, sizeof(number)) ||
	    !liaison_kept(r->liaison, strtoull(number, NULL, 10), &v->answer))
		return;
	v->s.bar.said = v->answer.text;
	v->s.bar.refused = v->answer.refused;
}

static enum rc
look(struct request *r, struct view_of *v, const char *title, bool all,
    struct error *err)
{
	struct command random = {0};
	enum rc rc;

	welcome(r, v->form);
	liaison_know(r->liaison, &v->now);
	if ((rc = command_make_key(&random, err)) != RC_OK ||
	    (rc = showing_fill(
		 &v->s, &v->now, liaison_home(r->liaison), all, err)) != RC_OK)
		return rc;
	(void)snprintf(v->s.key, sizeof(v->s.key), "%.32s", random.key);
	v->s.shell = reply_shell(r, title);
	v->s.shell.form = v->form;
	put_said(r, v);
	return RC_OK;
}

static const char *
title_of(const struct showing *s)
{
	return s->ready ? "Before the meeting"
	    : s->ended  ? "The meeting has ended"
	    : s->known  ? "Meeting console"
			: "No recorder";
}

/* What was typed, instead of a form with nothing in it. */
static void
put_draft(struct showing_draft *shown, const struct showing_draft *typed)
{
	struct showing_draft draft = *typed;

	if (shown->seq == typed->seq)
		memcpy(draft.clock, shown->clock, sizeof(draft.clock));
	*shown = draft;
}

void
viewing_again(
    struct request *r, unsigned status, const struct viewing_extra *extra)
{
	struct view_of *v = calloc(1, sizeof(*v));
	struct error err = {0};
	struct buf out = {0};
	enum rc rc = v == NULL ? error_nomem(&err)
			       : look(r, v, "Meeting console", false, &err);

	if (rc != RC_OK) {
		reply_failed(r, rc, &err);
		free(v);
		return;
	}
	v->s.shell.title = title_of(&v->s);
	if (extra != NULL && extra->said != NULL) {
		v->s.bar.said = extra->said;
		v->s.bar.refused = extra->refused;
		v->s.bar.fix = extra->fix != NULL ? extra->fix : "";
		v->s.bar.fix_words = extra->fix_words;
	}
	if (extra != NULL && extra->draft != NULL)
		put_draft(&v->s.draft, extra->draft);
	if (v->s.ready)
		page_consolebefore(&out, &v->s);
	else if (v->s.going)
		page_consolemeeting(&out, &v->s);
	else
		page_consoleover(&out, &v->s);
	reply_page(r, status, &out);
	showing_clear(&v->s);
	free(v);
}

void
viewing_main(struct request *r, struct store *store)
{
	(void)store;
	viewing_again(r, MHD_HTTP_OK, NULL);
}

typedef void page(struct buf *out, const struct showing *s);

static void
show(struct request *r, page *how, const char *title, bool all)
{
	struct view_of *v = calloc(1, sizeof(*v));
	struct error err = {0};
	struct buf out = {0};
	enum rc rc =
	    v == NULL ? error_nomem(&err) : look(r, v, title, all, &err);

	if (rc == RC_OK) {
		how(&out, &v->s);
		reply_page(r, MHD_HTTP_OK, &out);
		showing_clear(&v->s);
	} else {
		reply_failed(r, rc, &err);
	}
	free(v);
}

void
viewing_cases(struct request *r, struct store *store)
{
	(void)store;
	show(r, page_consolecases, "Go to another case", true);
}

void
viewing_someone(struct request *r, struct store *store)
{
	(void)store;
	show(r, page_consolesomeone, "Someone else joined", false);
}

/* ---------------------------------------------------------------- questions */

static void
ask(struct buf *out, struct showing *s, struct viewing_ask *ask)
{
	ask->shell = s->shell;
	ask->bar = s->bar;
	ask->key = s->key;
	page_consoleask(out, ask);
}

static void
ask_end(struct buf *out, const struct showing *s)
{
	struct showing copy = *s;
	char left[160];
	struct viewing_ask question = {
	    .heading = "End the meeting?",
	    .button = "End the meeting",
	    .text = left,
	    .verb = "end",
	    .warning = true,
	};

	if (s->left > 0)
		(void)snprintf(left, sizeof(left),
		    "%d case%s on the agenda %s not been heard. After the end "
		    "nothing more can be recorded in this meeting.",
		    s->left, s->left == 1 ? "" : "s",
		    s->left == 1 ? "has" : "have");
	else
		(void)snprintf(left, sizeof(left),
		    "Every case on the agenda has been heard. After the end "
		    "nothing more can be recorded in this meeting.");
	ask(out, &copy, &question);
}

static void
ask_undo(struct buf *out, const struct showing *s)
{
	struct showing copy = *s;
	char what[sizeof(s->undo_words) + 32];
	struct viewing_ask question = {
	    .heading = "Take this back?",
	    .button = "Take it back",
	    .text = what,
	    .verb = "undo",
	    .seq = s->undo,
	};

	(void)snprintf(what, sizeof(what), "%s%s",
	    s->undo_words[0] != '\0' ? "What would be taken back: "
				     : "The last thing that was done.",
	    s->undo_words);
	ask(out, &copy, &question);
}

void
viewing_end(struct request *r, struct store *store)
{
	(void)store;
	show(r, ask_end, "End the meeting?", false);
}

void
viewing_undo(struct request *r, struct store *store)
{
	(void)store;
	show(r, ask_undo, "Take this back?", false);
}

void
viewing_events(struct request *r, struct store *store)
{
	const char *site = request_header(r, "Sec-Fetch-Site");

	(void)store;
	if (site != NULL && strcmp(site, "same-origin") != 0 &&
	    strcmp(site, "none") != 0)
		reply_problem(r, MHD_HTTP_FORBIDDEN);
	else
		stream_answer(r);
}
