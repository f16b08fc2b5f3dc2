/*
 * telling -- all that is told at once of one meeting: its rows, one alert for
 * each cause, one mail a person.
 *
 * Each gets what is theirs to know: a coordinator or chair who declared a
 * conflict in a case, belongs to its family or may be a source of harm in it is
 * told nothing of that case; somebody else is (escalations_people).
 *
 * The words name copies, debriefs and actions by their numbers, the time left, the cause and what to
 * type.  They hold no name and no reference: they travel (rule 7), and an
 * alert is shown on pages.
 */
#ifndef DISTRIBUTOR_TELLING_H
#define DISTRIBUTOR_TELLING_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/id.h"
#include "distributor/owing.h"
#include "distributor/post.h"
#include "rules/escalate.h"
#include "store/store.h"

/* A mail that is not accepted by then is followed by a text message. */
enum { TELLING_TEXT_MS = 15 * 60 * 1000 };

struct telling_one {
	const struct owing_line *line; /* borrowed */
	enum escalate_cause cause;
	enum escalate_step step; /* 0: not this time */
};

/* Who is told of a case. */
struct telling_case {
	struct case_id id;
	struct person_id *coordinators, *chairs;
	size_t ncoordinators, nchairs;
};

struct telling {
	struct meeting_id meeting;
	struct telling_one *v;
	size_t count;
	struct telling_case *cases; /* telling_write fills them */
	size_t ncases;
};

/* RC_NOMEM. */
enum rc telling_add(struct telling *telling, const struct owing_line *line,
    enum escalate_cause cause, struct error *err);
void telling_clear(struct telling *telling);

/* Write everything down whose step is not 0.  POST may be NULL: then nobody gets
 * a mail.  Somebody without an e-mail route gets a text message at once, and so
 * does everybody when mail is what does not go.  In a transaction.  After a
 * failure it may be tried again. */
enum rc telling_write(struct telling *telling, struct store *store,
    struct post *post, int64_t now_ms, struct error *err);

/* One sentence or two about everything in TELLING with CAUSE that is WHOM's to
 * know ({0}: everybody's); nothing when there is none. */
void telling_words(const struct telling *telling, enum escalate_cause cause,
    struct person_id whom, int64_t now_ms, struct buf *out);

#endif
