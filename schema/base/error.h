/*
 * error -- what went wrong, in words a person can act on.
 *
 * Every function that can fail returns an enum rc and takes a struct error
 * that the caller owns.  The text is set where the fault is detected, gains a
 * prefix once a level, and is printed once, by the program's main (cmd.c).
 * A text says what, where, and what to do; it never holds a person's name, an
 * address, a token or a key, because it may reach a log.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdarg.h>
#include <stdbool.h>

enum rc {
	RC_OK = 0,
	RC_NOTFOUND, /* what was asked for is not there */
	RC_CONFLICT, /* it is there already, or in a state that forbids this */
	RC_INVALID,  /* the input is wrong; the text says where */
	RC_DENIED,   /* a rule forbids it; the text gives the reason */
	RC_DAMAGED,  /* stored bytes do not verify */
	RC_NEWER,    /* written by a newer version than this program */
	RC_BUSY,     /* somebody else holds it; trying again may work */
	RC_NOSPACE,  /* the disk is full */
	RC_IO,       /* the system refused to read, write or connect */
	RC_NOMEM     /* no memory */
};

struct error {
	enum rc rc;
	char text[1024];
};

/* Set ERR (which may be NULL) and return RC, so that a line can `return
 * error_set(...)`. */
enum rc error_set(struct error *err, enum rc rc, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with ": " and strerror(errno) behind; ENOSPC, EDQUOT and ENOMEM
 * turn RC into RC_NOSPACE and RC_NOMEM whatever was passed. */
enum rc error_sys(struct error *err, enum rc rc, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Put "FMT: " in front of what is there; returns ERR's rc. */
enum rc error_prefix(struct error *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* RC_NOMEM with its text. */
enum rc error_nomem(struct error *err);

/* The name of RC as logs and tests print it: "not found", "damaged" ... */
const char *error_name(enum rc rc);

#endif
