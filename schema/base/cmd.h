/*
 * cmd -- one feel for four programs: "PROGRAM VERB [--option VALUE] ARGS".
 *
 * A program is a table of verbs, one file per verb.  Long options only, "--x
 * V" or "--x=V", anywhere after the verb (those of every verb also before it);
 * "--" ends them.  `PROGRAM help`, `PROGRAM help VERB`, `VERB --help` and
 * `--version` are built in and print on stdout.  A verb may have two words ("key make").
 */
#ifndef BASE_CMD_H
#define BASE_CMD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct cmd_option {
	const char *name; /* "device"; a NULL name ends the table */
	const char *arg;  /* "NAME" as help prints it; NULL: a flag */
	const char *help;
};

struct cmd_call;

struct cmd_verb {
	const char *name;    /* "attach", "key make"; NULL ends the table */
	const char *args;    /* "FOLDER", "FILE..." or "" */
	const char *summary; /* one line, no full stop */
	int min_args;
	int max_args; /* -1: any number */
	const struct cmd_option *options;
	enum rc (*run)(struct cmd_call *call, struct error *err);
};

struct cmd_program {
	const char *name;                 /* "marac-store" */
	const char *purpose;              /* one line for help */
	const struct cmd_option *options; /* that every verb takes; or NULL */
	const struct cmd_verb *verbs;
};

struct cmd_given {
	size_t option;
	const char *value;
};

struct cmd_call {
	const struct cmd_program *program;
	const struct cmd_verb *verb;
	int argc;
	char **argv; /* arguments only, argv[0] is the first; borrowed */
	const char *const *values; /* one a option, the last; see cmd_text */
	const struct cmd_given
	    *given; /* all of them, in order; see cmd_texts */
	size_t ngiven;
};

/* The value of option NAME as given last, or NULL; a flag's is "". */
const char *cmd_text(const struct cmd_call *call, const char *name);
bool cmd_flag(const struct cmd_call *call, const char *name);

/* Every value of option NAME, in order, into OUT[MOST].  RC_INVALID more than
 * MOST; the text names the option. */
enum rc cmd_texts(const struct cmd_call *call, const char *name,
    const char **out, size_t most, size_t *count, struct error *err);

/* A whole number between LOW and HIGH; FALLBACK when not given.
 * RC_INVALID names the option and the range. */
enum rc cmd_number(const struct cmd_call *call, const char *name, long long low,
    long long high, long long fallback, long long *out, struct error *err);

/* May another process of the same user look into a program?  Only where a leak
 * checker must. */
#ifdef __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CMD_LOOKED_INTO 1
#endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CMD_LOOKED_INTO 1
#endif
#ifndef CMD_LOOKED_INTO
#define CMD_LOOKED_INTO 0
#endif

/* Run ARGV against PROGRAM and return the exit status: 0 done; 1 refused or
 * failed, its text printed once on stderr as "PROGRAM: text"; 2 not a call
 * this program knows (usage on stderr).  From then on the process leaves no
 * core file. */
int cmd_main(const struct cmd_program *program, int argc, char **argv);

#endif
