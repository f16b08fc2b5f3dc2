/* The one command line: verbs, options, help, exit statuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/cmd.h"

/* What the verb saw, in one line. */
static char saw[512];

static enum rc
show(struct cmd_call *call, struct error *err)
{
	struct buf b = {0};
	long long days;
	enum rc rc;

	if ((rc = cmd_number(call, "days", 1, 90, 28, &days, err)) != RC_OK)
		return rc;
	buf_printf(&b, "%s store=%s json=%d days=%lld", call->verb->name,
	    cmd_text(call, "store") == NULL ? "-" : cmd_text(call, "store"),
	    cmd_flag(call, "json"), days);
	for (int i = 0; i < call->argc; i++)
		buf_printf(&b, " [%s]", call->argv[i]);
	(void)snprintf(saw, sizeof(saw), "%s", buf_str(&b));
	buf_clear(&b);
	(void)printf("shown\n");
	return RC_OK;
}

/* What "pick" was given, in one line. */
static enum rc
pick(struct cmd_call *call, struct error *e)
{
	const char *all[3];
	struct buf b = {0};
	size_t n;
	enum rc rc = cmd_texts(call, "from", all, 3, &n, e);

	for (size_t i = 0; i < n; i++)
		buf_printf(&b, "%s;", all[i]);
	(void)snprintf(saw, sizeof(saw), "%s", buf_str(&b));
	buf_clear(&b);
	return rc;
}

static enum rc
refuse(struct cmd_call *call, struct error *err)
{
	(void)call;
	return error_set(err, RC_DENIED, "item 4: not released yet");
}

static enum rc
mute(struct cmd_call *call, struct error *err)
{
	(void)call;
	(void)err;
	return RC_BUSY;
}

static const struct cmd_option common[] = {
    {"store", "DIR", "the store's folder"}, {NULL, NULL, NULL}};
static const struct cmd_option own[] = {{"json", NULL, "print JSON"},
    {"days", "N", "how long"}, {NULL, NULL, NULL}};
static const struct cmd_option many[] = {{"from", "NAME", "one of them"},
    {"json", NULL, "print JSON"}, {NULL, NULL, NULL}};
static const struct cmd_verb verbs[] = {
    {"show", "THING...", "show things", 1, 3, own, show},
    {"key list", "", "list the keys", 0, 0, own, show},
    {"key trust", "NAME KEY", "trust a device", 2, 2, own, show},
    {"key describe", "THE WHOLE KEY NAME", "say more", 4, 4, own, show},
    {"pick", "", "pick some", 0, -1, many, pick},
    {"refuse", "", "say no", 0, -1, NULL, refuse},
    {"mute", "", "say nothing", 0, 0, NULL, mute},
    {NULL, NULL, NULL, 0, 0, NULL, NULL}};
static const struct cmd_program program = {
    "marac-test", "what tests call", common, verbs};

static struct buf out, err;

static void
swallow(FILE *from, int saved, int fd, struct buf *into)
{
	char bytes[4096];
	ssize_t got;

	(void)fflush(from);
	assert_true(dup2(saved, fileno(from)) >= 0);
	(void)close(saved);
	assert_true(lseek(fd, 0, SEEK_SET) == 0);
	while ((got = read(fd, bytes, sizeof(bytes))) > 0)
		buf_put(into, bytes, (size_t)got);
}

/* Run it with the words of LINE ('|' between them), catching both streams. */
static int
run(const char *line)
{
	static char words[512];
	char *argv[32] = {(char *)(uintptr_t) "marac-test"};
	FILE *o = tmpfile(), *e = tmpfile();
	int argc = 1, status;
	int saved_out = dup(STDOUT_FILENO), saved_err = dup(STDERR_FILENO);

	(void)snprintf(words, sizeof(words), "%s", line);
	for (char *w = strtok(words, "|"); w != NULL; w = strtok(NULL, "|"))
		argv[argc++] = w;
	saw[0] = '\0';
	buf_reset(&out);
	buf_reset(&err);
	(void)fflush(stdout);
	(void)dup2(fileno(o), STDOUT_FILENO);
	(void)dup2(fileno(e), STDERR_FILENO);
	status = cmd_main(&program, argc, argv);
	swallow(stdout, saved_out, fileno(o), &out);
	swallow(stderr, saved_err, fileno(e), &err);
	(void)fclose(o);
	(void)fclose(e);
	return status;
}

static void
says(const struct buf *stream, const char *words)
{
	if (strstr(buf_str(stream), words) == NULL)
		fail_msg("no \"%s\" in: %s", words, buf_str(stream));
}

static void
options_stand_anywhere_after_the_verb(void **state)
{
	(void)state;
	assert_int_equal(run("show|a"), 0);
	assert_string_equal(saw, "show store=- json=0 days=28 [a]");
	assert_string_equal(buf_str(&out), "shown\n");
	assert_string_equal(buf_str(&err), "");
	assert_int_equal(run("show|--store|/s|a|--days=3|b|--json"), 0);
	assert_string_equal(saw, "show store=/s json=1 days=3 [a] [b]");
	assert_int_equal(run("show|--store=a|--store=b|x"), 0);
	assert_string_equal(saw, "show store=b json=0 days=28 [x]");
	assert_int_equal(run("--store|/s|show|a|--json"), 0);
	assert_string_equal(saw, "show store=/s json=1 days=28 [a]");
	assert_int_equal(run("--store=/s|key|trust|a|b"), 0);
	assert_string_equal(saw, "key trust store=/s json=0 days=28 [a] [b]");
	assert_int_equal(run("show|--store=|x"), 0);
	assert_string_equal(saw, "show store= json=0 days=28 [x]");
	assert_int_equal(run("show|--|--json|--store"), 0);
	assert_string_equal(
	    saw, "show store=- json=0 days=28 [--json] [--store]");
	assert_int_equal(run("show|-|-5"), 0);
	assert_string_equal(saw, "show store=- json=0 days=28 [-] [-5]");
}

static void
an_option_can_be_given_again(void **state)
{
	(void)state;
	assert_int_equal(run("pick"), 0);
	assert_string_equal(saw, "");
	assert_int_equal(
	    run("pick|--from|a|--json|--from=b|--store=s|x|--from|a"), 0);
	assert_string_equal(saw, "a;b;a;");
	assert_int_equal(run("pick|--from=a|--from=b|--|--from=c"), 0);
	assert_string_equal(saw, "a;b;");
	assert_int_equal(run("pick|--from=a|--from=b|--from=c|--from=d"), 1);
	says(&err, "--from can be given 3 times at most");
}

static void
verbs_of_two_words(void **state)
{
	(void)state;
	assert_int_equal(run("key|list|--json"), 0);
	assert_string_equal(saw, "key list store=- json=1 days=28");
	assert_int_equal(run("key|trust|laptop|00ff"), 0);
	assert_string_equal(
	    saw, "key trust store=- json=0 days=28 [laptop] [00ff]");
	assert_int_equal(run("key"), 2);
	says(&err, "'key list', 'key trust'");
	assert_int_equal(run("key|lost"), 2);
	says(&err, "'key lost' is not a verb");
	assert_string_equal(saw, "");
}

static void
what_is_no_call_is_2(void **state)
{
	static const char *const bad[][2] = {
	    {"sho|a", "no verb 'sho'"},
	    {"show", "needs THING..."},
	    {"show|a|b|c|d", "too many: d"},
	    {"show|a|--jsn", "no such option: --jsn"},
	    {"show|a|-j", "no such option: -j"},
	    {"show|a|--json=yes", "takes no value: --json"},
	    {"show|a|--store", "needs a value: --store"},
	    {"mute|--json", "no such option: --json"},
	    {"--json|show|a", "no verb '--json'"},
	    {"--store|/s", "Usage: marac-test VERB"},
	    {"--store", "Usage: marac-test VERB"},
	    {"help|sho", "no verb 'sho'"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (run(bad[i][0]) != 2)
			fail_msg("not 2: %s", bad[i][0]);
		says(&err, bad[i][1]);
		assert_string_equal(buf_str(&out), "");
		assert_string_equal(saw, "");
	}
	assert_int_equal(run(""), 2);
	says(&err, "Usage: marac-test VERB");
}

static void
numbers_have_a_range(void **state)
{
	static const char *const bad[] = {
	    "0", "91", "", "7d", " 7", "1e1", "99999999999999999999", "--json"};
	char line[64];

	(void)state;
	assert_int_equal(run("show|a|--days|90"), 0);
	assert_int_equal(run("show|a|--days|1"), 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		(void)snprintf(line, sizeof(line), "show|a|--days=%s", bad[i]);
		assert_int_equal(run(line), 1);
		says(&err, "--days takes a whole number from 1 to 90");
	}
}

static void
a_refusal_is_printed_once_and_is_1(void **state)
{
	(void)state;
	assert_int_equal(run("refuse"), 1);
	assert_string_equal(
	    buf_str(&err), "marac-test: item 4: not released yet\n");
	assert_string_equal(buf_str(&out), "");
	assert_int_equal(run("mute"), 1);
	assert_string_equal(buf_str(&err), "marac-test: busy\n");
}

static void
help_goes_to_stdout(void **state)
{
	(void)state;
	assert_int_equal(run("help"), 0);
	says(&out, "marac-test -- what tests call");
	says(&out, "\n  show THING...               show things\n");
	says(&out, "\n  key trust NAME KEY          trust a device\n");
	says(&out,
	    "\n  key describe THE WHOLE KEY NAME\n"
	    "                              say more\n");
	says(&out, "\n  --store DIR                 the store's folder\n");
	assert_string_equal(buf_str(&err), "");
	assert_int_equal(run("--help"), 0);
	says(&out, "key list");
	assert_int_equal(run("help|key|trust"), 0);
	says(&out, "Usage: marac-test key trust");
	says(&out, "--days N");
	assert_int_equal(run("show|--help"), 0);
	says(&out, "Usage: marac-test show");
	assert_string_equal(saw, "");
	assert_int_equal(run("--version"), 0);
	assert_string_equal(buf_str(&out), "marac-test " MARAC_VERSION "\n");
}

static void
output_that_is_lost_is_a_failure(void **state)
{
	int saved = dup(STDOUT_FILENO);
	char *argv[] = {
	    (char *)(uintptr_t) "marac-test", (char *)(uintptr_t) "help", NULL};
	FILE *full = fopen("/dev/full", "w");
	int status;

	(void)state;
	assert_non_null(full);
	(void)fflush(stdout);
	(void)dup2(fileno(full), STDOUT_FILENO);
	status = cmd_main(&program, 2, argv);
	(void)dup2(saved, STDOUT_FILENO);
	clearerr(stdout);
	(void)close(saved);
	(void)fclose(full);
	assert_int_equal(status, 1);
}

static void
no_core_file_holds_what_a_program_holds(void **state)
{
	struct rlimit core;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_CORE, &core), 0);
	core.rlim_cur = core.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_CORE, &core), 0);
	assert_int_equal(prctl(PR_SET_DUMPABLE, 1), 0);
	assert_int_equal(run("--version"), 0);
	assert_int_equal(getrlimit(RLIMIT_CORE, &core), 0);
	assert_in_range(core.rlim_max, 0, 1);
	assert_int_equal(prctl(PR_GET_DUMPABLE), CMD_LOOKED_INTO);
}

static int
tidy(void **state)
{
	(void)state;
	buf_clear(&out);
	buf_clear(&err);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(options_stand_anywhere_after_the_verb),
	    cmocka_unit_test(an_option_can_be_given_again),
	    cmocka_unit_test(verbs_of_two_words),
	    cmocka_unit_test(what_is_no_call_is_2),
	    cmocka_unit_test(numbers_have_a_range),
	    cmocka_unit_test(a_refusal_is_printed_once_and_is_1),
	    cmocka_unit_test(help_goes_to_stdout),
	    cmocka_unit_test(output_that_is_lost_is_a_failure),
	    cmocka_unit_test(no_core_file_holds_what_a_program_holds),
	};

	return cmocka_run_group_tests(tests, NULL, tidy);
}
