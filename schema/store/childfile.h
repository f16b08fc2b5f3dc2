/*
 * childfile -- a child's file, as a caseworker who may open it reads it.
 *
 * Every function takes the account and answers RC_NOTFOUND for a child whose file
 * it does not reach (caseload.h), exactly as for one that does not exist (rules 3
 * and 15).  Of a case about which the reader declared a conflict there is nothing
 * (rule 14).
 */
#ifndef STORE_CHILDFILE_H
#define STORE_CHILDFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "store/caseload.h"
#include "store/store.h"

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
	char *outcome_note;
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
	int64_t returned_ms; /* its letter came back, the last time */
	int64_t withdrawn_ms;
};

/* A report: what was written for somebody who was not there. */
struct childfile_report {
	struct meeting_id meeting;
	struct case_id case_id;
	char *to;
	int64_t due_ms;
	int64_t given_ms; /* 0: not yet, as are the others */
	int64_t acknowledged_ms;
	int64_t withdrawn_ms;
};

/* What happened: the notes (note.h), who opened it in an emergency, and what
 * became of a restriction; the newest first. */
struct childfile_note {
	int64_t at_ms;
	char *kind; /* note_kind_name, or "emergency", "restriction" */
	char *text;
};

struct childfile {
	struct caseload_child child;
	struct childfile_meeting *meetings;
	size_t nmeetings;
	struct childfile_mark *marks;
	size_t nmarks;
	struct childfile_action *actions;
	size_t nactions;
	struct childfile_copy *copies;
	size_t ncopies;
	struct childfile_report *reports;
	size_t nreports;
	struct childfile_note *notes;
	size_t nnotes;
};

/* The whole file.  *OUT must be = {0}; childfile_clear it. */
enum rc childfile_read(struct store *store, struct account_id account,
    struct child_id child, int64_t now_ms, struct childfile *out,
    struct error *err);
void childfile_clear(struct childfile *file);

/* RENDITION is what this child's file plays, and ACCOUNT reaches the file. */
enum rc childfile_may_hear(struct store *store, struct account_id account,
    struct child_id child, struct rendition_id rendition, int64_t now_ms,
    struct error *err);

#endif
