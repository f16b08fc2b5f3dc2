/*
 * childfile -- a child's file, as a caseworker who holds it may read it.
 *
 * Every function takes the account and answers RC_NOTFOUND for a child that
 * is not assigned to it, exactly as for one that does not exist (rule 15);
 * and for one of the reader's own family, whoever assigned it (rule 3).  Of a
 * case about which the reader declared a conflict there is nothing (rule 14).
 */
#ifndef STORE_CHILDFILE_H
#define STORE_CHILDFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "store/store.h"

struct childfile_child {
	struct child_id id;
	char *name;
	char *aliases; /* "A, B" or "" */
	char *born_on; /* YYYY-MM-DD, or "" */
	char *expected_on;
	char *school;
	char *interpreter;
	char *flags;
};
void childfile_child_clear(struct childfile_child *child);

/* The children of ACCOUNT whose folded name or an alias holds FOLDED (""
 * for all), by name; malloc'd, childfile_list_free it. */
enum rc childfile_list(struct store *store, struct account_id account,
    const char *folded, struct childfile_child **out, size_t *count,
    struct error *err);
void childfile_list_free(struct childfile_child *list, size_t count);

enum rc childfile_child(struct store *store, struct account_id account,
    struct child_id child, struct childfile_child *out, struct error *err);

/* A case of the child at a meeting, newest first. */
struct childfile_meeting {
	struct meeting_id meeting;
	struct case_id case_id;
	char *ref;
	char *type; /* "marac" ... */
	char *area;
	char *reference; /* of the case */
	char *status;    /* "heard", "deferred", "planned" */
	int64_t at_ms;
	struct rendition_id rendition; /* 0: nothing to play (yet) */
	int64_t samples;
	int64_t bytes;
};

/* What was marked while the case was discussed, by time, without what was
 * undone and what is not about sound that the file plays (wording.h). */
struct childfile_mark {
	struct meeting_id meeting;
	struct case_id case_id;
	char *kind; /* journal_kind_name: "action", "decision" ... */
	char *words;
	int64_t sample;
	int64_t at_ms;
};

struct childfile_action {
	struct meeting_id meeting;
	struct case_id case_id;
	char *text;  /* or that it is withheld (wording.h) */
	char *owner; /* agency, and person when known */
	char *due_on;
	char *outcome;
	char *basis;
	int64_t sample; /* of its mark, -1: none, or withheld */
};

struct childfile_copy {
	struct meeting_id meeting;
	struct case_id case_id;
	char *to;      /* name, and agency when there is one */
	char *channel; /* "email" ... */
	int64_t made_ms;
	int64_t due_ms;
	int64_t met_ms; /* 0: not yet, as are the others */
	int64_t opened_ms;
	int64_t collected_ms;
	int64_t withdrawn_ms;
};

struct childfile_note {
	int64_t at_ms;
	char *text;
};

struct childfile {
	struct childfile_child child;
	struct childfile_meeting *meetings;
	size_t nmeetings;
	struct childfile_mark *marks;
	size_t nmarks;
	struct childfile_action *actions;
	size_t nactions;
	struct childfile_copy *copies;
	size_t ncopies;
	struct childfile_note *notes;
	size_t nnotes;
};

/* The whole file.  *OUT must be = {0}; childfile_clear it. */
enum rc childfile_read(struct store *store, struct account_id account,
    struct child_id child, struct childfile *out, struct error *err);
void childfile_clear(struct childfile *file);

/* RENDITION is what this child's file plays, and ACCOUNT holds the file. */
enum rc childfile_may_hear(struct store *store, struct account_id account,
    struct child_id child, struct rendition_id rendition, struct error *err);

#endif
