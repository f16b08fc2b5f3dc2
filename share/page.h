/*
 * page -- what the compiled pages (pagec) stand on: the two escapes, and what
 * every page has around it.
 */
#ifndef SHARE_PAGE_H
#define SHARE_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/wordbook.h"

/* Above and below every page. */
struct page_shell {
	enum wordbook_language language; /* of whoever reads it */
	const char *title;     /* neutral: it is in the browser's history */
	const char *brand;     /* conf share.brand */
	const char *notice;    /* conf notice.text, or "" */
	const char *form;      /* the session's form token, or "" */
	const char *signed_in; /* a staff member's name, or "" */
	/* of chairs and coordinators: where they are, or NULL */
	const char *menu;
	/* the menu of administrators */
	bool admin;
	/* its address, for the buttons of language and print; "" has none */
	const char *back;
	/* a page of recipients': their styles */
	bool recipient;
	bool large;  /* in large print */
	bool chosen; /* that language, by address or cookie */
	/* the buttons as addresses, before there is a session */
	bool choices;
	bool remember; /* offers to keep the language with the person */
	bool error;    /* its title begins with "Error:" */
	bool exit;     /* shows "Exit this page" */
	bool player;   /* loads the player's script */
	bool outline;  /* and the one that draws */
	/* loads the console's; all of the window's width is used */
	bool console;
};

/* For text and quoted attributes: & < > " ' become entities. */
void page_text(struct buf *out, const char *text);
void page_int(struct buf *out, long long v);
void page_size(struct buf *out, size_t v);

/* WORDS up to their next hole, escaped; where they go on behind it. */
const char *page_say(struct buf *out, const char *words);

/* For a part of an address: all but letters, digits, - . _ ~ as %XX. */
void page_address_text(struct buf *out, const char *text);

/* What a template may show: text and whole numbers.  Anything else (a bool, a
 * struct) does not compile. */
#define page_put(out, x) \
	_Generic((x), char *: page_text, const char *: page_text,             \
	    int: page_int, long: page_int, long long: page_int,              \
	    unsigned: page_size, unsigned long: page_size)(out, x)
#define page_address(out, x) \
	_Generic((x), char *: page_address_text,                             \
	    const char *: page_address_text, int: page_int, long: page_int,  \
	    long long: page_int, unsigned: page_size,                        \
	    unsigned long: page_size)(out, x)

bool page_said(const char *text); /* neither NULL nor empty */
bool page_nonzero(long long v);
#define page_true(x) \
	_Generic((x), char *: page_said, const char *: page_said,             \
	    bool: page_nonzero, int: page_nonzero, long: page_nonzero,       \
	    long long: page_nonzero, unsigned: page_nonzero,                 \
	    unsigned long: page_some)(x)
bool page_some(size_t n);

/* "4:05", "1:02:07" of a place in audio, into TEXT[PAGE_CLOCK]. */
enum { PAGE_CLOCK = 48 };
char *page_clock(long long samples, char *text);
/* wordbook_lasts of SAMPLES, rounded; in English. */
enum { PAGE_LASTS = WORDBOOK_SPAN };
char *page_lasts(long long samples, char *text);
char *
page_lasts_in(enum wordbook_language language, long long samples, char *text);
/* "3.1 MB", into TEXT[PAGE_WEIGHT]. */
enum { PAGE_WEIGHT = 48 };
char *page_weight(long long bytes, char *text);

/* "23 November 2026", "23 November 2026, 5:00pm", into TEXT[48]. */
enum { PAGE_DAY = 48 };
void page_day(int64_t ms, char *text);
void page_when(int64_t ms, char *text);

#endif
