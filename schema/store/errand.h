/*
 * errand -- what a chair or coordinator asks for at the pages, as a job carries
 * it: a kind and numbers; what was typed goes beside it, in the job's words.
 */
#ifndef STORE_ERRAND_H
#define STORE_ERRAND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"

enum errand_kind {
	ERRAND_NONE = 0,
	ERRAND_RELEASE,           /* of the case, as it was shown: NUMBER */
	ERRAND_SEND,              /* propose that PERSON gets a copy */
	ERRAND_KEEP,              /* propose that they get none */
	ERRAND_APPROVE,           /* either, for PERSON: NUMBER is the row */
	ERRAND_WITHHOLD,          /* propose FROM to TO, from PERSON or all */
	ERRAND_APPROVE_PASSAGE,   /* NUMBER */
	ERRAND_LIFT,              /* NUMBER */
	ERRAND_EXCEPTION,         /* propose one for PERSON */
	ERRAND_APPROVE_EXCEPTION, /* NUMBER */
	ERRAND_END_EXCEPTION,     /* NUMBER */
	ERRAND_BOUNDARY,          /* what begins at FROM begins at TO */
	ERRAND_LISTEN,            /* as PERSON, or to the case */
	ERRAND_EDGES,             /* the cut edges of the same */
	ERRAND_HEARD,             /* listening NUMBER, all of it */
	ERRAND_WITHDRAW,          /* copy NUMBER */
	ERRAND_STOP_DEBRIEF,      /* NUMBER */
	ERRAND_RESEND,            /* copy NUMBER; 0: the words for PERSON */
	ERRAND_POSTED,            /* the letter to PERSON is in the post */
	/* before the meeting; the words are a CSV file (prepare/sheet.h): */
	ERRAND_PLAN,     /* a meeting; of none yet: a new one */
	ERRAND_AGENDA,   /* items */
	ERRAND_EXPECT,   /* who comes */
	ERRAND_CONFLICT, /* conflicts of interest */
	/* and without words: */
	ERRAND_TAKE_OFF, /* item NUMBER from the agenda */
	ERRAND_SWAP,     /* items NUMBER and TO */
	ERRAND_UNEXPECT, /* PERSON */
	ERRAND_PAPERS,   /* make and hand out the papers */
	/* about a child's file: NUMBER is the child (restriction.h) */
	ERRAND_RESTRICT,
	ERRAND_REVIEW,     /* the restriction that was shown: FROM */
	ERRAND_UNRESTRICT, /* the same */
	ERRAND_KINDS
};

struct errand {
	enum errand_kind kind;
	struct meeting_id meeting;
	struct case_id case_id;
	struct person_id person;
	int64_t number;
	int64_t from; /* samples of the meeting, unless it says otherwise */
	int64_t to;
};

const char *errand_name(enum errand_kind kind);  /* "approve-passage" */
enum errand_kind errand_named(const char *name); /* ERRAND_NONE: nothing's */

/* Is it about a whole meeting, before it? */
bool errand_prepares(enum errand_kind kind);

/* Is it about a child's file, and of no meeting? */
bool errand_files(enum errand_kind kind);

/* Does it need words? */
bool errand_reasoned(enum errand_kind kind);

enum { ERRAND_ARGS = 160 };
void errand_args(const struct errand *e, char args[ERRAND_ARGS]);

/* RC_INVALID: not what errand_args writes. */
enum rc errand_parse(
    const char *kind, const char *args, struct errand *out, struct error *err);

#endif
