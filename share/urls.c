#include "share/urls.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* '#' stands for a number, a trailing '*' for the token. */
static const struct url {
	enum urls_page page;
	const char *path;
	const char *name;
} site[] = {
    {URLS_HOME, "/", "home"},
    {URLS_LINK, "/d/*", "link"},
    {URLS_LETTER, "/letter", "letter"},
    {URLS_COPIES, "/copies", "copies"},
    {URLS_COPY, "/copy/#", "copy"},
    {URLS_COPY_AUDIO, "/copy/#/document.opus", "copy audio"},
    {URLS_COPY_SAVE, "/copy/#/save/document.opus", "copy save"},
    {URLS_COPY_MP3, "/copy/#/document.mp3", "copy audio"},
    {URLS_COPY_SAVE_MP3, "/copy/#/save/document.mp3", "copy save"},
    {URLS_COPY_TEXT, "/copy/#/document.txt", "copy text"},
    {URLS_COPY_READ, "/copy/#/text", "copy text"},
    {URLS_COPY_STOP, "/copy/#/stop", "copy stop"},
    {URLS_DEBRIEF, "/debrief/#", "debrief"},
    {URLS_DEBRIEF_READ, "/debrief/#/read", "debrief read"},
    {URLS_DEBRIEF_STOP, "/debrief/#/stop", "debrief stop"},
    {URLS_TASK, "/task/#", "task"},
    {URLS_TASK_CALENDAR, "/task/#/task.ics", "task calendar"},
    {URLS_STOPPED, "/stopped", "stopped"},
    {URLS_STATEMENT, "/statement", "statement"},
    {URLS_STATEMENT_REFUSED, "/statement/refused", "statement"},
    {URLS_DISPLAY, "/display", "display"},
    {URLS_EXIT, "/exit", "exit"},
    {URLS_SIGN_IN, "/sign-in", "sign-in"},
    {URLS_SIGN_OUT, "/sign-out", "sign-out"},
    {URLS_SETUP, "/setup", "setup"},
    {URLS_SETUP_CHOOSE, "/setup/choose", "setup choose"},
    {URLS_SETUP_SQUARE, "/setup/square.svg", "setup square"},
    {URLS_CHILDREN, "/children", "children"},
    {URLS_CHILD, "/child/#", "child"},
    {URLS_CHILD_OPEN, "/child/#/open", "child open"},
    {URLS_CHILD_AUDIO, "/child/#/audio/#/document.opus", "child audio"},
    {URLS_CHILD_MP3, "/child/#/audio/#/document.mp3", "child audio"},
    {URLS_CHILD_LOOKS, "/child/#/looks", "child looks"},
    {URLS_URGENT, "/children/emergency", "emergency"},
    {URLS_MEETINGS, "/meetings", "meetings"},
    {URLS_PLAN, "/meetings/new", "plan"},
    {URLS_PREPARE, "/meeting/#/prepare", "prepare"},
    {URLS_DETAILS, "/meeting/#/details", "details"},
    {URLS_AGENDA, "/meeting/#/agenda", "agenda"},
    {URLS_AGENDA_CHECK, "/meeting/#/agenda/check", "agenda check"},
    {URLS_EXPECTED, "/meeting/#/people", "expected"},
    {URLS_PAPERS, "/meeting/#/papers", "papers"},
    {URLS_MEETING, "/meeting/#", "meeting"},
    {URLS_CASE, "/meeting/#/case/#", "case"},
    {URLS_CASE_AUDIO, "/meeting/#/case/#/document.opus", "case audio"},
    {URLS_ACT, "/meeting/#/case/#/act", "act"},
    {URLS_ROUTE, "/meeting/#/case/#/route", "route"},
    {URLS_LISTEN, "/listen/#", "listen"},
    {URLS_LISTEN_AUDIO, "/listen/#/document.opus", "listen audio"},
    {URLS_WORK, "/errand/#", "work"},
    {URLS_RESTRICTION, "/child/#/restriction", "restriction"},
    {URLS_DEADLINES, "/deadlines", "deadlines"},
    {URLS_ALERT_SEEN, "/deadlines/seen/#", "alert seen"},
    {URLS_WELL, "/well", "well"},
    {URLS_WELL_CHECK, "/well/check", "well check"},
    {URLS_USERS, "/users", "users"},
    {URLS_USER_NEW, "/users/new", "user new"},
    {URLS_USER, "/user/#", "user"},
    {URLS_AGENCIES, "/agencies", "agencies"},
    {URLS_AUDIT, "/audit", "audit"},
    {URLS_AUDIT_EXPORT, "/audit/export", "audit export"},
    {URLS_FILES, "/files", "files"},
    {URLS_RECORDER_PAPERS, "/recorder/papers/*", "recorder papers"},
    {URLS_RECORDER_STATE, "/recorder/meeting/*", "recorder meeting"},
    {URLS_RECORDER_FILE, "/recorder/file/*", "recorder file"},
    {URLS_RECORDER_DONE, "/recorder/done/*", "recorder done"},
    {URLS_STYLE, "/assets/style.css", "asset"},
    {URLS_SCRIPT, "/assets/script.js", "asset"},
    {URLS_PLAYER, "/assets/player.js", "asset"},
    {URLS_OUTLINE, "/assets/outline.js", "asset"},
    {URLS_ICON, "/assets/icon.svg", "asset"},
    {URLS_RECIPIENT_STYLE, "/assets/recipient.css", "asset"},
    {URLS_HEALTH, "/health", "health"},
};

static const struct url console[] = {
    {URLS_CONSOLE, "/", "console"},
    {URLS_CONSOLE_CASES, "/cases", "cases"},
    {URLS_CONSOLE_END, "/end", "end"},
    {URLS_CONSOLE_EVENTS, "/events", "events"},
    {URLS_CONSOLE_ROOM, "/room", "room"},
    {URLS_CONSOLE_SOMEONE, "/someone", "someone"},
    {URLS_CONSOLE_TELL, "/tell/*", "tell"},
    {URLS_CONSOLE_UNDO, "/undo", "undo"},
    {URLS_STYLE, "/assets/style.css", "asset"},
    {URLS_SCRIPT, "/assets/script.js", "asset"},
    {URLS_CONSOLE_STYLE, "/assets/console.css", "asset"},
    {URLS_CONSOLE_SCRIPT, "/assets/console.js", "asset"},
    {URLS_ICON, "/assets/icon.svg", "asset"},
};

static const struct {
	const struct url *v;
	size_t count;
} sets[] = {
    [URLS_OF_CONSOLE] = {console, sizeof(console) / sizeof(console[0])},
    [URLS_OF_SITE] = {site, sizeof(site) / sizeof(site[0])},
};

enum { SETS = sizeof(sets) / sizeof(sets[0]), DIGITS = 18 };

/* A number at *AT, which moves behind it. */
static bool
number(const char **at, int64_t *out)
{
	const char *c = *at;
	int64_t v = 0;

	if (*c < '1' || *c > '9')
		return false;
	for (; *c >= '0' && *c <= '9'; c++) {
		if (c - *at == DIGITS)
			return false;
		v = v * 10 + (*c - '0');
	}
	*at = c;
	*out = v;
	return true;
}

static bool
matches(const char *pattern, const char *path, struct urls_target *t)
{
	int64_t *next = &t->first;

	for (; *pattern != '\0'; pattern++) {
		if (*pattern == '*') {
			t->token = path;
			return true;
		}
		if (*pattern == '#') {
			if (!number(&path, next))
				return false;
			next = &t->second;
		} else if (*pattern != *path++) {
			return false;
		}
	}
	return *path == '\0';
}

struct urls_target
urls_find(enum urls_set set, const char *path)
{
	for (size_t i = 0; i < sets[set].count; i++) {
		struct urls_target t = {.page = sets[set].v[i].page};

		if (matches(sets[set].v[i].path, path, &t))
			return t;
	}
	return (struct urls_target){0};
}

const char *
urls_name(enum urls_page page)
{
	for (size_t set = 0; set < SETS; set++) {
		for (size_t i = 0; i < sets[set].count; i++) {
			if (sets[set].v[i].page == page)
				return sets[set].v[i].name;
		}
	}
	return "unknown";
}
