/*
 * faults -- everything that is wrong with one file, where, up to a number
 * that a person can read at once.
 */
#ifndef PREPARE_FAULTS_H
#define PREPARE_FAULTS_H

#include <stdio.h>

#include "base/buf.h"

enum { FAULTS_SHOWN = 20 };

enum { FAULTS_TEXT = 400 };

struct faults_one {
	long line, column;
	const char *name; /* of the file's column; "" not known */
	char text[FAULTS_TEXT];
};

struct faults {
	const char *file; /* as it was named; borrowed */
	struct faults_one shown[FAULTS_SHOWN];
	struct buf lines; /* "FILE:LINE:COLUMN: TEXT\n", FAULTS_SHOWN of them */
	long count;
};

void faults_clear(struct faults *faults);

void faults_add(struct faults *faults, long line, long column, const char *fmt,
    ...) __attribute__((format(printf, 4, 5)));
/* The last one is about the column NAME (of lasting text). */
void faults_name(struct faults *faults, const char *name);

/* The lines, and how many are not shown. */
void faults_print(const struct faults *faults, FILE *to);

#endif
