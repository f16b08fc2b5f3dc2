/*
 * deciding -- what every verb is called with by which people decide or correct
 * something: the store, a meeting, and by whose login.  Chairs and
 * coordinators only.
 */
#ifndef DISTRIBUTOR_DECIDING_H
#define DISTRIBUTOR_DECIDING_H

#include "base/cmd.h"
#include "base/error.h"
#include "base/id.h"
#include "base/span.h"
#include "distributor/desk.h"
#include "store/releases.h"

struct deciding {
	struct desk desk;
	struct releases_account by;
	struct releases_meeting meeting;
	struct case_id case_id;
	struct person_id person;
};

/* Open the desk and find --by LOGIN.  D must be = {0}; deciding_close it
 * whatever comes back. */
enum rc deciding_open(
    struct deciding *d, const struct cmd_call *call, struct error *err);
void deciding_close(struct deciding *d);

/* The meeting, case and person that people call REF; a case must be on the
 * meeting's agenda. */
enum rc
deciding_meeting(struct deciding *d, const char *ref, struct error *err);
enum rc deciding_case(struct deciding *d, const char *ref, struct error *err);
enum rc deciding_person(struct deciding *d, const char *ref, struct error *err);

/* --reason TEXT, which may not be empty. */
enum rc deciding_reason(
    const struct cmd_call *call, const char **reason, struct error *err);

/* The number of a row, as WHAT ("a withheld passage") is called. */
enum rc deciding_number(
    const char *text, const char *what, int64_t *id, struct error *err);

/* Two times of the meeting (base/moment.h), the second behind the first. */
enum rc deciding_span(
    const char *from, const char *to, struct span *span, struct error *err);

#endif
