/* marac.conf: defaults, every kind of mistake named, the sample. */
#include <string.h>

#include "base/conf.h"
#include "unit/scratch.h"

static char dir[SCRATCH_PATH], path[SCRATCH_PATH];

static int
begin(void **state)
{
	*state = scratch_make(dir);
	(void)scratch_path(path, dir, "marac.conf");
	return 0;
}

static void
a_missing_file_is_all_defaults(void **state)
{
	struct conf *conf = NULL;

	(void)state;
	assert_int_equal(
	    conf_open(&conf, "/nonexistent/marac.conf", NULL), RC_OK);
	assert_string_equal(
	    conf_text(conf, "mail.relay"), "smtp://127.0.0.1:25");
	assert_string_equal(conf_text(conf, "mail.from"), "");
	assert_int_equal(conf_number(conf, "delivery.link_days"), 28);
	assert_string_equal(
	    conf_text(conf, "share.base_url"), "http://localhost:8470");
	conf_close(conf);
}

static void
what_is_set_is_had(void **state)
{
	struct conf *conf = NULL;

	(void)state;
	scratch_put(path,
	    "# a remark\n[mail]\nfrom = records@council.example ; remark\n"
	    "[delivery]\nlink_days=7\n[notice]\ntext = Every person, "
	    "here: invented = yes\n");
	assert_int_equal(conf_open(&conf, path, NULL), RC_OK);
	assert_string_equal(
	    conf_text(conf, "mail.from"), "records@council.example");
	assert_int_equal(conf_number(conf, "delivery.link_days"), 7);
	assert_string_equal(conf_text(conf, "notice.text"),
	    "Every person, here: invented = yes");
	assert_string_equal(conf_text(conf, "share.brand"), "Document service");
	conf_close(conf);
}

/* TEXT must be refused, naming LINE and every one of WORDS. */
static void
refused(const char *text, int line, const char *word)
{
	struct conf *conf = NULL;
	struct error err = {0};
	char place[SCRATCH_PATH + 16];

	scratch_put(path, text);
	if (conf_open(&conf, path, &err) != RC_INVALID)
		fail_msg("accepted: %s", text);
	assert_null(conf);
	(void)snprintf(place, sizeof(place), "%s:%d: ", path, line);
	if (strncmp(err.text, place, strlen(place)) != 0 ||
	    strstr(err.text, word) == NULL)
		fail_msg("expected %s...%s, got: %s", place, word, err.text);
}

static void
mistakes_name_file_line_and_key(void **state)
{
	char text[1024];

	(void)state;
	refused("[mail]\nfrm = a@b.example\n", 2, "'frm'");
	refused("[mial]\nfrom = a@b.example\n", 2, "[mial]");
	refused("from = a@b.example\n", 1, "'from'");
	refused("[mail]\n\nrelay\n", 3, "key = value");
	refused("[mail\n", 1, "key = value");
	refused("[mail]\nuser = a\nuser = b\n", 3, "twice");
	refused("[mail]\nuser = a\n password_file = b\n", 3, "space");
	refused("[delivery]\nlink_days = 0\n", 2, "from 1 to 90");
	refused("[delivery]\nlink_days = 91\n", 2, "from 1 to 90");
	refused("[delivery]\nlink_days = 7 days\n", 2, "from 1 to 90");
	refused("[delivery]\nlink_days =\n", 2, "from 1 to 90");
	refused("[mail]\nrelay = mail.example:25\n", 2, "smtp://");
	refused("[mail]\nrelay = smtp://user@mail.example\n", 2, "smtp://");
	refused("[mail]\nfrom = Records <r@council.example>\n", 2, "address");
	refused("[mail]\nfrom = nobody\n", 2, "address");
	refused("[mail]\nhelo = a b\n", 2, "host");
	refused("[mail]\nconnections = 17\n", 2, "from 1 to 16");
	refused("[mail]\noauth_url = http://x.example/t\n", 2, "https://");
	refused("[mail]\nbounces = nobody\n", 2, "address");
	refused("[mail]\nbounces = a+b@council.example\n", 2, "no +");
	refused("[mail]\nbounces = a234567890123456789012345@council.example\n",
	    2, "24 characters");
	refused("[bounce]\nimap = mail.council.example\n", 2, "imaps://");
	refused("[bounce]\nimap = imaps://\n", 2, "imaps://");
	refused("[bounce]\nimap = imaps://x.example\n", 2, "FOLDER");
	refused("[bounce]\nimap = imaps://x.example/\n", 2, "FOLDER");
	refused("[bounce]\nimap = imaps:///INBOX\n", 2, "HOST");
	refused("[bounce]\nimap = imaps://x.example/A/\n", 2, "FOLDER");
	refused("[bounce]\nimap = pop3://x.example/INBOX\n", 2, "imaps://");
	refused("[bounce]\nimap = imaps://u@x.example/INBOX\n", 2, "user");
	refused("[bounce]\nimap = imaps://x.example/A;UID=1\n", 2, "FOLDER");
	refused("[share]\nlisten = 8470\n", 2, "ADDRESS:PORT");
	refused("[share]\nlisten = 127.0.0.1:70000\n", 2, "ADDRESS:PORT");
	refused("[share]\nbase_url = https://x.example/\n", 2, "slash");
	refused("[share]\nbase_url = x.example\n", 2, "https://");
	refused("[share]\nbrand =\n", 2, "empty");
	refused("[share]\nbrand = \xff\n", 2, "UTF-8");
	(void)snprintf(text, sizeof(text), "[notice]\ntext = %0400d\n", 1);
	refused(text, 2, "longer");
}

static void
rule_07_settings_that_travel_are_neutral(void **state)
{
	(void)state;
	refused("[share]\nbase_url = https://marac.example\n", 2, "base_url");
	refused("[mail]\nfrom = abuse-team@council.example\n", 2, "from");
	refused("[mail]\nbounces = abuse@council.example\n", 2, "bounces");
	refused("[mail]\nhelo = marac1.council.example\n", 2, "helo");
	refused("[share]\nbrand = Child protection files\n", 2, "brand");
	refused("[notice]\ntext = For victims only\n", 2, "text");
	refused("[sms]\nfrom = MARAC\n", 2, "from");
}

static void
the_sample_is_every_default(void **state)
{
	struct conf *conf = NULL;
	struct buf sample = {0};
	struct buf stored = {0};
	struct buf bare = {0};

	(void)state;
	conf_sample(&sample);
	assert_int_equal(buf_check(&sample, NULL), RC_OK);
	assert_int_equal(
	    buf_read_file(&stored, TEST_DATA "/../../schema/marac.conf.sample",
		65536, NULL),
	    RC_OK);
	assert_string_equal(buf_str(&stored), buf_str(&sample));

	/* As it stands it says nothing; without its # it says the same. */
	scratch_put(path, buf_str(&sample));
	assert_int_equal(conf_open(&conf, path, NULL), RC_OK);
	conf_close(conf);
	for (size_t i = 0; i < sample.len; i++)
		if (sample.data[i] != '#' || sample.data[i + 1] == ' ' ||
		    sample.data[i + 1] == '\n')
			buf_put(&bare, &sample.data[i], 1);
	scratch_put(path, buf_str(&bare));
	assert_int_equal(conf_open(&conf, path, NULL), RC_OK);
	assert_string_equal(conf_text(conf, "share.listen"), "127.0.0.1:8470");
	conf_close(conf);
	buf_clear(&bare);
	buf_clear(&stored);
	buf_clear(&sample);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_missing_file_is_all_defaults),
	    cmocka_unit_test(what_is_set_is_had),
	    cmocka_unit_test(mistakes_name_file_line_and_key),
	    cmocka_unit_test(rule_07_settings_that_travel_are_neutral),
	    cmocka_unit_test(the_sample_is_every_default),
	};

	return cmocka_run_group_tests(tests, begin, scratch_end);
}
