/* Papers: what is written comes back; what is wrong is named, field by field. */
#include "unit/scratch.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "recording/papers.h"

#define ID1 "000102030405060708090a0b0c0d0e0f"
#define ID2 "101112131415161718191a1b1c1d1e1f"
#define KEY1 ID1 ID2
#define KEY2 ID2 ID1
#define TOP                                                            \
	"\"format\":\"marac-papers\",\"version\":1,\"meeting\":\"" ID1 \
	"\",\"type\":\"marac\",\"title\":\"Sample\",\"planned_ms\":5"
#define ITEM1                                                             \
	"{\"number\":1,\"id\":\"" ID1                                     \
	"\",\"label\":\"Case 1\",\"kind\":\"discussion\",\"key\":\"" KEY1 \
	"\"}"
#define ITEM2                         \
	"{\"number\":2,\"id\":\"" ID2 \
	"\",\"label\":\"Spare\",\"kind\":\"spare\",\"key\":\"" KEY2 "\"}"
#define PERSON1                                                               \
	"{\"ref\":1,\"name\":\"Erin Example\",\"agency\":\"Example Police\"," \
	"\"capacity\":\"core\"}"
#define ALL(top, items, people) \
	"{" top ",\"items\":[" items "],\"people\":[" people "]}"
#define GOOD ALL(TOP, ITEM1 "," ITEM2, PERSON1)

static char dir[SCRATCH_PATH];
static char path[SCRATCH_PATH];

static int
begin(void **state)
{
	*state = scratch_make(dir);
	scratch_path(path, dir, "papers.json");
	return 0;
}

static void
what_is_written_comes_back(void **state)
{
	struct papers papers = {0};
	struct papers back = {0};
	struct error err;
	struct stat st;

	(void)state;
	scratch_put(path, GOOD);
	assert_int_equal(papers_read(path, &papers, &err), RC_OK);
	assert_int_equal(papers_write(path, &papers, &err), RC_CONFLICT);
	(void)unlink(path);
	assert_int_equal(papers_write(path, &papers, &err), RC_OK);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(papers_read(path, &back, &err), RC_OK);
	assert_string_equal(back.public_id, ID1);
	assert_string_equal(back.type, "marac");
	assert_string_equal(back.title, "Sample");
	assert_int_equal(back.planned_ms, 5);
	assert_int_equal(back.nitems, 2);
	assert_int_equal(back.items[1].number, 2);
	assert_string_equal(back.items[0].public_id, ID1);
	assert_string_equal(back.items[0].label, "Case 1");
	assert_string_equal(back.items[1].kind, "spare");
	assert_int_equal(back.items[0].key.v[31], 0x1f);
	assert_int_equal(back.npeople, 1);
	assert_int_equal(back.people[0].ref, 1);
	assert_string_equal(back.people[0].name, "Erin Example");
	assert_string_equal(back.people[0].agency, "Example Police");
	assert_string_equal(back.people[0].capacity, "core");
	papers_clear(&back);
	/* what a reader would refuse is not written */
	(void)unlink(path);
	papers.people[0].ref = 0;
	assert_int_equal(papers_write(path, &papers, &err), RC_INVALID);
	assert_int_equal(access(path, F_OK), -1);
	papers_clear(&papers);
}

static void
bad_papers_name_the_field(void **state)
{
	static const struct {
		const char *text;
		const char *said;
		enum rc rc;
	} cases[] = {
	    {"", "line ", RC_INVALID},
	    {"{\n  \"a\": x\n}", "line 2", RC_INVALID},
	    {"[]", "not an object", RC_INVALID},
	    {"{}", "format: is missing", RC_INVALID},
	    {"{\"format\":\"other\"}", "format: is none of", RC_INVALID},
	    {"{\"format\":\"marac-papers\"}", "version: is missing",
		RC_INVALID},
	    {"{\"format\":\"marac-papers\",\"version\":2}", "version 2",
		RC_NEWER},
	    {"{\"format\":\"marac-papers\",\"version\":\"1\"}",
		"version: is not a whole number", RC_INVALID},
	    {"{" TOP ",\"items\":[],\"people\":[]}", "items: is empty",
		RC_INVALID},
	    {"{" TOP ",\"items\":{},\"people\":[]}", "items: is not a list",
		RC_INVALID},
	    {"{" TOP ",\"items\":[" ITEM1 "]}", "people: is missing",
		RC_INVALID},
	    {"{" TOP ",\"items\":[" ITEM1 "],\"people\":[],\"secret\":1}",
		"secret: unknown field", RC_INVALID},
	    {"{" TOP ",\"type\":\"icpc\",\"items\":[" ITEM1 "],\"people\":[]}",
		"duplicate", RC_INVALID},
	    {ALL("\"format\":\"marac-papers\",\"version\":1,\"meeting\":\"0A\""
		 ",\"type\":\"marac\",\"title\":\"S\",\"planned_ms\":5",
		 ITEM1, ""),
		"meeting: is not 32", RC_INVALID},
	    {ALL(TOP, "5", ""), "items[1]: is not an object", RC_INVALID},
	    {ALL(TOP, ITEM1 "," ITEM1, ""), "items[2].number: is not above",
		RC_INVALID},
	    {ALL(TOP, ITEM2 ",{\"number\":3}", ""), "items[2].id: is missing",
		RC_INVALID},
	    {ALL(TOP,
		 ITEM2 ",{\"number\":3,\"id\":\"" ID1
		       "\",\"label\":\"x\",\"kind\":\"discussion\",\"key\":"
		       "\"" KEY1 "\"}",
		 ""),
		"items[2].kind: comes behind a spare", RC_INVALID},
	    {ALL(TOP,
		 ITEM1 ",{\"number\":3,\"id\":\"" ID1
		       "\",\"label\":\"x\",\"kind\":\"discussion\",\"key\":"
		       "\"" KEY2 "\"}",
		 ""),
		"items[2].id: is another", RC_INVALID},
	    {ALL(TOP,
		 ITEM1 ",{\"number\":3,\"id\":\"" ID2
		       "\",\"label\":\"x\",\"kind\":\"discussion\",\"key\":"
		       "\"" KEY1 "\"}",
		 ""),
		"items[2].key: is another", RC_INVALID},
	    {ALL(TOP,
		 "{\"number\":1,\"id\":\"" ID1
		 "\",\"label\":\"x\",\"kind\":\"party\",\"key\":\"" KEY1 "\"}",
		 ""),
		"items[1].kind: is none of discussion", RC_INVALID},
	    {ALL(TOP,
		 "{\"number\":1,\"id\":\"" ID1
		 "\",\"label\":\"a\\nb\\u0001\",\"kind\":\"spare\",\"key\":"
		 "\"" KEY1 "\"}",
		 ""),
		"items[1].label: has control", RC_INVALID},
	    {ALL(TOP,
		 "{\"number\":1,\"id\":\"" ID1
		 "\",\"label\":\"x\",\"kind\":\"spare\",\"key\":\"" ID1 "\"}",
		 ""),
		"items[1].key: is not a public key", RC_INVALID},
	    {ALL(TOP,
		 "{\"number\":0,\"id\":\"" ID1
		 "\",\"label\":\"x\",\"kind\":\"spare\",\"key\":\"" KEY1 "\"}",
		 ""),
		"items[1].number: is out of range", RC_INVALID},
	    {ALL(TOP, ITEM1, PERSON1 "," PERSON1),
		"people[2].ref: is another person's", RC_INVALID},
	    {ALL(TOP, ITEM1,
		 "{\"ref\":1,\"name\":\"\",\"agency\":\"\",\"capacity\":"
		 "\"core\"}"),
		"people[1].name: is empty", RC_INVALID},
	    {ALL(TOP, ITEM1,
		 "{\"ref\":1,\"name\":\"Sam Sample\",\"agency\":\"\","
		 "\"capacity\":\"guest\"}"),
		"people[1].capacity: is none of core", RC_INVALID},
	    {ALL(TOP, ITEM1,
		 "{\"ref\":1,\"name\":\"Sam Sample\",\"agency\":\"\","
		 "\"capacity\":\"core\",\"phone\":\"1\"}"),
		"people[1].phone: unknown field", RC_INVALID},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct papers papers = {0};
		struct error err = {0};

		scratch_put(path, cases[i].text);
		assert_int_equal(papers_read(path, &papers, &err), cases[i].rc);
		if (strstr(err.text, cases[i].said) == NULL)
			fail_msg("case %zu: expected \"%s\" in \"%s\"", i,
			    cases[i].said, err.text);
		assert_null(papers.items);
	}
}

static void
every_truncation_is_refused(void **state)
{
	struct buf text = {0};

	(void)state;
	for (size_t len = 0; len < strlen(GOOD); len++) {
		struct papers papers = {0};
		struct error err;

		buf_reset(&text);
		buf_put(&text, GOOD, len);
		scratch_put(path, buf_str(&text));
		assert_int_equal(papers_read(path, &papers, &err), RC_INVALID);
	}
	buf_clear(&text);
}

static void
large_and_missing_files_are_refused(void **state)
{
	struct papers papers = {0};
	struct buf text = {0};
	struct error err;

	(void)state;
	buf_text(&text, GOOD);
	while (text.len <= 1024 * 1024)
		buf_text(&text, "                                ");
	scratch_put(path, buf_str(&text));
	assert_int_equal(papers_read(path, &papers, &err), RC_INVALID);
	(void)unlink(path);
	assert_int_equal(papers_read(path, &papers, &err), RC_NOTFOUND);
	buf_clear(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_written_comes_back),
	    cmocka_unit_test(bad_papers_name_the_field),
	    cmocka_unit_test(every_truncation_is_refused),
	    cmocka_unit_test(large_and_missing_files_are_refused),
	};

	return cmocka_run_group_tests(tests, begin, scratch_end);
}
