#include "base/cmd.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

enum { DONE = 0, FAILED = 1, USAGE = 2 };
enum { LEFT = 26 }; /* columns of a verb or option in help */

static size_t
count(const struct cmd_option *options)
{
	size_t n = 0;

	while (options != NULL && options[n].name != NULL)
		n++;
	return n;
}

/* Option I of the call: the program's come first, then the verb's. */
static const struct cmd_option *
option_at(
    const struct cmd_program *program, const struct cmd_verb *verb, size_t i)
{
	size_t common = count(program->options);

	if (i < common)
		return &program->options[i];
	i -= common;
	return i < count(verb->options) ? &verb->options[i] : NULL;
}

/* Its place in cmd_call.values, or (size_t)-1.  NAME need not end at LEN. */
static size_t
option_index(const struct cmd_program *program, const struct cmd_verb *verb,
    const char *name, size_t len)
{
	const struct cmd_option *option;

	for (size_t i = 0; (option = option_at(program, verb, i)) != NULL; i++)
		if (strlen(option->name) == len &&
		    memcmp(option->name, name, len) == 0)
			return i;
	return (size_t)-1;
}

const char *
cmd_text(const struct cmd_call *call, const char *name)
{
	size_t i = option_index(call->program, call->verb, name, strlen(name));

	assert(i != (size_t)-1);
	return call->values[i];
}

bool
cmd_flag(const struct cmd_call *call, const char *name)
{
	return cmd_text(call, name) != NULL;
}

enum rc
cmd_texts(const struct cmd_call *call, const char *name, const char **out,
    size_t most, size_t *count, struct error *err)
{
	size_t at = option_index(call->program, call->verb, name, strlen(name));

	assert(at != (size_t)-1);
	*count = 0;
	for (size_t i = 0; i < call->ngiven; i++) {
		if (call->given[i].option != at)
			continue;
		if (*count == most)
			return error_set(err, RC_INVALID,
			    "--%s can be given %zu times at most", name, most);
		out[(*count)++] = call->given[i].value;
	}
	return RC_OK;
}

enum rc
cmd_number(const struct cmd_call *call, const char *name, long long low,
    long long high, long long fallback, long long *out, struct error *err)
{
	const char *text = cmd_text(call, name);
	char *end;

	*out = fallback;
	if (text == NULL)
		return RC_OK;
	errno = 0;
	*out = strtoll(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' ||
	    isspace((unsigned char)text[0]) || *out < low || *out > high) {
		*out = fallback;
		return error_set(err, RC_INVALID,
		    "--%s takes a whole number from %lld to %lld, not '%s'",
		    name, low, high, text);
	}
	return RC_OK;
}

/* WORDS beside WHAT, or above where that is too long. */
static void
print_beside(FILE *to, const char *what, const char *words)
{
	if (strlen(what) <= LEFT)
		(void)fprintf(to, "  %-*s  %s\n", LEFT, what, words);
	else
		(void)fprintf(to, "  %s\n  %*s  %s\n", what, LEFT, "", words);
}

static void
print_options(FILE *to, const char *title, const struct cmd_option *options)
{
	char left[64];

	if (count(options) == 0)
		return;
	(void)fprintf(to, "\n%s:\n", title);
	for (; options->name != NULL; options++) {
		(void)snprintf(left, sizeof(left), "--%s%s%s", options->name,
		    options->arg == NULL ? "" : " ",
		    options->arg == NULL ? "" : options->arg);
		print_beside(to, left, options->help);
	}
}

static void
print_program(FILE *to, const struct cmd_program *program)
{
	char left[160];

	(void)fprintf(to, "%s -- %s\n\n", program->name, program->purpose);
	(void)fprintf(to, "Usage: %s VERB [--option VALUE] [ARGUMENT]...\n",
	    program->name);
	(void)fprintf(to, "\nVerbs:\n");
	for (const struct cmd_verb *v = program->verbs; v->name != NULL; v++) {
		(void)snprintf(left, sizeof(left), "%s%s%s", v->name,
		    v->args[0] == '\0' ? "" : " ", v->args);
		print_beside(to, left, v->summary);
	}
	print_options(to, "Options of every verb", program->options);
	(void)fprintf(to,
	    "\n'%s help VERB' lists a verb's own options; %s(8) has the "
	    "rest.\n",
	    program->name, program->name);
}

static void
print_usage(
    FILE *to, const struct cmd_program *program, const struct cmd_verb *verb)
{
	(void)fprintf(to, "Usage: %s %s%s%s%s\n", program->name, verb->name,
	    count(verb->options) + count(program->options) > 0
		? " [--option VALUE]"
		: "",
	    verb->args[0] == '\0' ? "" : " ", verb->args);
}

static void
print_verb(
    FILE *to, const struct cmd_program *program, const struct cmd_verb *verb)
{
	(void)fprintf(
	    to, "%s %s -- %s\n\n", program->name, verb->name, verb->summary);
	print_usage(to, program, verb);
	print_options(to, "Options", verb->options);
	print_options(to, "Options of every verb", program->options);
}

/* The verb that ARGV[0] (and perhaps ARGV[1]) name; *WORDS says how many of
 * them it took. */
static const struct cmd_verb *
find(const struct cmd_program *program, int argc, char **argv, int *words)
{
	for (const struct cmd_verb *v = program->verbs; v->name != NULL; v++) {
		const char *space = strchr(v->name, ' ');
		size_t first =
		    space == NULL ? strlen(v->name) : (size_t)(space - v->name);

		if (argc < 1 || strlen(argv[0]) != first ||
		    memcmp(argv[0], v->name, first) != 0)
			continue;
		*words = space == NULL ? 1 : 2;
		if (space == NULL ||
		    (argc >= 2 && strcmp(argv[1], space + 1) == 0))
			return v;
	}
	return NULL;
}

static int
no_verb(const struct cmd_program *program, int argc, char **argv)
{
	size_t len = strlen(argv[0]);
	int said = 0;

	/* The first half of a verb of two words: name the second halves. */
	for (const struct cmd_verb *v = program->verbs; v->name != NULL; v++) {
		if (strncmp(v->name, argv[0], len) != 0 || v->name[len] != ' ')
			continue;
		if (said++ == 0)
			(void)fprintf(stderr,
			    "%s: '%s%s%s' is not a verb; "
			    "there is",
			    program->name, argv[0], argc > 1 ? " " : "",
			    argc > 1 ? argv[1] : "");
		(void)fprintf(stderr, "%s '%s'", said > 1 ? "," : "", v->name);
	}
	if (said > 0)
		(void)fprintf(stderr, "\n");
	else
		(void)fprintf(stderr,
		    "%s: no verb '%s'; '%s help' lists "
		    "them\n",
		    program->name, argv[0], program->name);
	return USAGE;
}

static int
wrong(const struct cmd_call *call, const char *what, const char *which)
{
	(void)fprintf(stderr, "%s: %s: %s%s\n", call->program->name,
	    call->verb->name, what, which);
	print_usage(stderr, call->program, call->verb);
	return USAGE;
}

/* Sort what follows the verb into options and arguments (which move to the
 * front of ARGV).  DONE, or USAGE with the reason printed; *HELP when --help
 * was among them. */
static int
sort_args(struct cmd_call *call, const char **values, struct cmd_given *given,
    int argc, char **argv, bool *help)
{
	bool ended = false;

	for (int i = 0; i < argc; i++) {
		const struct cmd_option *option;
		const char *name = argv[i] + 2;
		const char *equals;
		size_t at;

		if (ended || argv[i][0] != '-' || argv[i][1] == '\0') {
			call->argv[call->argc++] = argv[i];
			continue;
		}
		if (strcmp(argv[i], "--") == 0) {
			ended = true;
			continue;
		}
		if (strcmp(argv[i], "--help") == 0) {
			*help = true;
			continue;
		}
		/* A negative number is an argument. */
		if (argv[i][1] != '-' && isdigit((unsigned char)argv[i][1])) {
			call->argv[call->argc++] = argv[i];
			continue;
		}
		if (argv[i][1] != '-')
			return wrong(call, "no such option: ", argv[i]);
		equals = strchr(name, '=');
		at = option_index(call->program, call->verb, name,
		    equals == NULL ? strlen(name) : (size_t)(equals - name));
		if (at == (size_t)-1)
			return wrong(call, "no such option: ", argv[i]);
		option = option_at(call->program, call->verb, at);
		if (option->arg == NULL && equals != NULL)
			return wrong(call, "takes no value: --", option->name);
		if (option->arg == NULL)
			values[at] = "";
		else if (equals != NULL)
			values[at] = equals + 1;
		else if (i + 1 < argc)
			values[at] = argv[++i];
		else
			return wrong(call, "needs a value: --", option->name);
		given[call->ngiven++] = (struct cmd_given){at, values[at]};
	}
	return DONE;
}

/* What was printed must have arrived: `... > /dev/full` is a failure. */
static int
flush(const struct cmd_program *program, int status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	(void)fprintf(stderr, "%s: cannot write the output: %s\n",
	    program->name, strerror(errno));
	return status == DONE ? FAILED : status;
}

static int
call_verb(const struct cmd_program *program, const struct cmd_verb *verb,
    int argc, char **argv)
{
	size_t options = count(program->options) + count(verb->options);
	const char **values = calloc(options + 1, sizeof(*values));
	struct cmd_given *given = calloc((size_t)argc + 1, sizeof(*given));
	struct cmd_call call = {.program = program,
	    .verb = verb,
	    .argv = argv,
	    .values = values,
	    .given = given};
	struct error err = {0};
	bool help = false;
	enum rc rc;
	int status = FAILED;

	if (values == NULL || given == NULL) {
		(void)fprintf(stderr, "%s: no memory left\n", program->name);
		goto done;
	}
	status = sort_args(&call, values, given, argc, argv, &help);
	if (status != DONE)
		goto done;
	if (help) {
		print_verb(stdout, program, verb);
		goto done;
	}
	if (call.argc < verb->min_args) {
		status = wrong(&call, "needs ", verb->args);
		goto done;
	}
	if (verb->max_args >= 0 && call.argc > verb->max_args) {
		status = wrong(&call,
		    "one argument too many: ", call.argv[verb->max_args]);
		goto done;
	}
	rc = verb->run(&call, &err);
	if (rc != RC_OK) {
		(void)fflush(stdout);
		(void)fprintf(stderr, "%s: %s\n", program->name,
		    err.text[0] == '\0' ? error_name(rc) : err.text);
		status = FAILED;
	}
done:
	free(given);
	free(values);
	return status;
}

static int
help(const struct cmd_program *program, int argc, char **argv)
{
	const struct cmd_verb *verb;
	int words;

	if (argc == 0) {
		print_program(stdout, program);
		return DONE;
	}
	verb = find(program, argc, argv, &words);
	if (verb == NULL)
		return no_verb(program, argc, argv);
	print_verb(stdout, program, verb);
	return DONE;
}

/* How many words of ARGV, before the verb, are options of the program. */
static int
leading(const struct cmd_program *program, int argc, char **argv)
{
	static const struct cmd_verb none = {0};
	int n = 0;

	while (n < argc && strncmp(argv[n], "--", 2) == 0) {
		const char *name = argv[n] + 2;
		size_t len = strcspn(name, "=");
		size_t at = option_index(program, &none, name, len);

		if (at == (size_t)-1)
			break;
		n += option_at(program, &none, at)->arg != NULL &&
			name[len] == '\0'
		    ? 2
		    : 1;
	}
	return n > argc ? argc : n;
}

/* Options before the verb go behind its WORDS (one or two). */
static void
verb_first(char **argv, int lead, int words)
{
	char *verb[2] = {argv[lead], words == 2 ? argv[lead + 1] : NULL};

	memmove(argv + words, argv, (size_t)lead * sizeof(*argv));
	memcpy(argv, verb, (size_t)words * sizeof(*argv));
}

/* What a program holds -- keys, names, what was just said -- goes into no core
 * file, and no other process of the same user looks into it. */
static void
keep_to_ourselves(void)
{
	/* 1, not 0: a core pattern that is a pipe ignores 0. */
	const struct rlimit core = {1, 1};

	(void)setrlimit(RLIMIT_CORE, &core);
#if !CMD_LOOKED_INTO
	(void)prctl(PR_SET_DUMPABLE, 0);
#endif
}

int
cmd_main(const struct cmd_program *program, int argc, char **argv)
{
	const struct cmd_verb *verb;
	int words;
	int lead;

	keep_to_ourselves();
	if (argc < 2) {
		print_program(stderr, program);
		return USAGE;
	}
	if (strcmp(argv[1], "--version") == 0) {
		(void)printf("%s %s\n", program->name, MARAC_VERSION);
		return flush(program, DONE);
	}
	if (strcmp(argv[1], "help") == 0)
		return flush(program, help(program, argc - 2, argv + 2));
	if (strcmp(argv[1], "--help") == 0)
		return flush(program, help(program, 0, NULL));
	lead = leading(program, argc - 1, argv + 1);
	if (1 + lead >= argc) {
		print_program(stderr, program);
		return USAGE;
	}
	verb = find(program, argc - 1 - lead, argv + 1 + lead, &words);
	if (verb == NULL)
		return no_verb(program, argc - 1 - lead, argv + 1 + lead);
	verb_first(argv + 1, lead, words);
	return flush(program,
	    call_verb(program, verb, argc - 1 - words, argv + 1 + words));
}
