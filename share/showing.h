/*
 * showing -- what the console's pages and its live events say of what is known
 * of the recorder.  Pure.
 *
 * State is a word, and a colour beside it.  A level is a word, too.  What was
 * known last stays on the page when the recorder is lost, under a banner that
 * says so.
 */
#ifndef SHARE_SHOWING_H
#define SHARE_SHOWING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "control/sketch.h"
#include "share/liaison.h"
#include "share/page.h"

enum {
	SHOWING_RECENT = 4,
	SHOWING_AROUND = 7, /* items that the agenda shows, the present one
			       among them */
	SHOWING_TEXT = 400
};

struct showing_item {
	int number;
	const char *label;
	const char *word;   /* "Done", "Now", "Next", "Planned" */
	const char *colour; /* of its tag */
	char lasted[PAGE_CLOCK];
	bool now;
	bool can; /* "next" may begin it */
};

struct showing_person {
	int ref;
	const char *name;
	const char *agency;
	bool here;
	char since[48]; /* "joined 0:12:03", "left 0:40:00", or "" */
};

struct showing_microphone {
	const char *what; /* "Microphone", "Microphone 2", "Backup", "Call" */
	char name[64];
	const char *word; /* "Good level" */
};

struct showing_happening {
	char clock[SKETCH_CLOCK];
	char words[SKETCH_HAPPENING];
	bool undone;
};

/* Words that are given to a mark, as they were typed. */
struct showing_draft {
	uint32_t seq; /* 0: there is no mark to describe */
	const char *mark;
	const char *words, *owner, *due;
	const char *wrong; /* "" or why they were not kept */
	char clock[SKETCH_CLOCK];
	bool action;
};

/* Above every page. */
struct showing_bar {
	const char *tone;             /* "recording", "calm", "lost" */
	const char *state;            /* "Recording" */
	char elapsed[2 * PAGE_CLOCK]; /* "4:12 of 12:00", or "" */
	char clock[PAGE_CLOCK];       /* of the meeting; "" before it */
	const char *hears;            /* "Good level": all of them */
	const char *lost;             /* why what follows may be old, or "" */
	const char *lost_next;        /* what to do */
	char alarm[SHOWING_TEXT];     /* of a microphone, or "" */
	char trouble[SHOWING_TEXT];   /* any other alarm, or "" */
	char notice[SHOWING_TEXT];    /* worth knowing, or "" */
	char space[80];               /* "Space for 41 hours" */
	char version[64];             /* another one: load the page again */
	int level, peak;              /* percent of the meter */
	struct showing_microphone microphones[COMMAND_MICROPHONES];
	size_t nmicrophones;
	const char *said; /* what was answered, or "" */
	bool refused;
	const char *fix; /* where on the page to put it right, or "" */
	const char *fix_words;
};

struct showing {
	struct page_shell shell;
	char key[2 * 16 + 1]; /* what this page's commands begin with */

	struct showing_bar bar;

	bool known, ready, going, recording, paused, closed, ended;
	bool announced, statement, attended;
	int item, next, nth, of, left;
	const char *label, *next_label;
	uint32_t undo;  /* what would be taken back, 0 none */
	bool undo_mark; /* it is a mark: nothing need be asked */
	char undo_words[SKETCH_HAPPENING + SKETCH_CLOCK + 4];
	struct showing_item *items; /* owned */
	size_t nitems;
	struct showing_person *people; /* owned */
	size_t npeople;
	size_t npresent;
	char was[COMMAND_PRESENT * 6 + 1]; /* "1,2,9": who is here */
	const char **agencies;             /* owned; of the people, each once */
	size_t nagencies;
	struct showing_happening recent[SHOWING_RECENT]; /* latest first */
	size_t nrecent;
	struct showing_draft draft;
	char folder[SHOWING_TEXT]; /* of the meeting, once it has ended */
};

/* Fill S (= {0}) with what NOW says.  Points into NOW.  ALL: every item, not those around the present one. */
enum rc showing_fill(struct showing *s, const struct liaison_now *now,
    const char *home, bool all, struct error *err);
void showing_clear(struct showing *s);

/* TEXT, as the recorder says it, with a capital and a full stop. */
void showing_sentence(const char *text, char *out, size_t room);

/* NOW as one server-sent event: what changes without anybody's doing. */
void showing_event(const struct liaison_now *now, struct buf *out);

#endif
