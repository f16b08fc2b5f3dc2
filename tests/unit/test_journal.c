/* The journal under truncation, flipped bits, two writers and bad entries. */
#include "unit/scratch.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/buf.h"
#include "recording/journal.h"

enum { ENTRY = 64, COUNT = 8 };

static char dir[SCRATCH_PATH];
static char path[SCRATCH_PATH];

static int
begin(void **state)
{
	*state = scratch_make(dir);
	scratch_path(path, dir, "journal");
	return 0;
}

static struct journal_entry
entry(uint32_t n)
{
	return (struct journal_entry){
	    .kind = (enum journal_kind)(1 + n % JOURNAL_ENDED),
	    .item = (uint16_t)(n * 3),
	    .person = (uint16_t)(n * 5),
	    .sample = n == 0 ? -1 : (int64_t)n * 48000,
	    .wall_ms = INT64_C(1795435200000) + n,
	    .value = -(int64_t)n,
	    .supersedes = n / 2,
	    .note = (uint16_t)(n % 5),
	    .key = UINT64_MAX - n,
	};
}

static void
append(struct journal *j, uint32_t from, uint32_t to)
{
	struct error err;

	for (uint32_t n = from; n < to; n++) {
		struct journal_entry e = entry(n);

		assert_int_equal(journal_append(j, &e, &err), RC_OK);
		assert_int_equal(e.seq, n + 1);
	}
}

static void
make(struct buf *file)
{
	struct journal *j = NULL;
	struct error err;

	(void)unlink(path);
	assert_int_equal(journal_open(&j, path, &err), RC_OK);
	append(j, 0, COUNT);
	journal_close(j);
	buf_clear(file);
	assert_int_equal(buf_read_file(file, path, SIZE_MAX, &err), RC_OK);
	assert_int_equal(file->len, ENTRY * (COUNT + 1));
}

/* All entries must be right; how many there are. */
static size_t
read_right(enum rc *rc, size_t *torn, struct error *err)
{
	struct journal_entry *entries = NULL;
	size_t count = 0;

	*rc = journal_read(path, &entries, &count, torn, err);
	if (*rc != RC_OK) {
		assert_null(entries);
		return 0;
	}
	for (uint32_t n = 0; n < count; n++) {
		struct journal_entry e = entry(n);

		assert_int_equal(entries[n].seq, n + 1);
		assert_int_equal(entries[n].kind, e.kind);
		assert_int_equal(entries[n].item, e.item);
		assert_int_equal(entries[n].person, e.person);
		assert_true(entries[n].sample == e.sample);
		assert_true(entries[n].wall_ms == e.wall_ms);
		assert_true(entries[n].value == e.value);
		assert_int_equal(entries[n].supersedes, e.supersedes);
		assert_int_equal(entries[n].note, e.note);
		assert_true(entries[n].key == e.key);
	}
	free(entries);
	return count;
}

static void
entries_come_back_and_go_on(void **state)
{
	struct buf file = {0};
	struct journal *j = NULL;
	struct error err;
	enum rc rc;
	size_t torn = 9;

	(void)state;
	make(&file);
	assert_int_equal(journal_open(&j, path, &err), RC_OK);
	append(j, COUNT, COUNT + 3);
	journal_close(j);
	assert_int_equal(read_right(&rc, &torn, &err), COUNT + 3);
	assert_int_equal(torn, 0);
	buf_clear(&file);
}

static void
rule_17_every_truncation_keeps_what_was_acknowledged(void **state)
{
	struct buf file = {0};

	(void)state;
	make(&file);
	for (size_t len = 0; len < file.len; len++) {
		struct journal *j = NULL;
		struct error err;
		enum rc rc;
		size_t torn;
		size_t whole = len < ENTRY ? 0 : len / ENTRY - 1;

		scratch_overwrite(path, file.data, len);
		assert_int_equal(read_right(&rc, &torn, &err), whole);
		assert_int_equal(rc, RC_OK);
		assert_int_equal(torn, len < ENTRY ? len : len % ENTRY);
		/* a writer cuts what is torn and goes on behind it; each
		 * costs three syncs, so not at every length */
		if (len % ENTRY > 1 && len % 9 != 0)
			continue;
		assert_int_equal(journal_open(&j, path, &err), RC_OK);
		append(j, (uint32_t)whole, (uint32_t)whole + 1);
		journal_close(j);
		assert_int_equal(read_right(&rc, &torn, &err), whole + 1);
		assert_int_equal(torn, 0);
	}
	buf_clear(&file);
}

static void
rule_18_every_flipped_bit_is_found(void **state)
{
	struct buf file = {0};

	(void)state;
	make(&file);
	for (size_t at = 0; at < file.len; at++) {
		for (int bit = 0; bit < 8; bit++) {
			struct error err;
			enum rc rc;
			size_t torn = 0;
			size_t count;

			file.data[at] ^= (unsigned char)(1 << bit);
			scratch_overwrite(path, file.data, file.len);
			file.data[at] ^= (unsigned char)(1 << bit);
			count = read_right(&rc, &torn, &err);
			if (at >= ENTRY * COUNT) {
				/* as if torn: not counted, and said */
				assert_int_equal(rc, RC_OK);
				assert_int_equal(count, COUNT - 1);
				assert_int_equal(torn, ENTRY);
				continue;
			}
			assert_int_equal(rc, RC_DAMAGED);
			if (at >= ENTRY) {
				char name[32];

				(void)snprintf(name, sizeof(name), "entry %zu",
				    at / ENTRY);
				assert_non_null(strstr(err.text, name));
			}
		}
	}
	buf_clear(&file);
}

/* What a power cut leaves of entries that waited for a sync together: a later
 * page is there, and where the one before it should be are zeros. */
static void
rule_17_a_page_that_never_came_is_a_torn_tail(void **state)
{
	enum { MANY = 200, NEAR = 120, FAR = 20 };
	struct buf file = {0};
	struct journal *j = NULL;
	struct error err;
	enum rc rc;
	size_t torn = 0;

	(void)state;
	make(&file);
	assert_int_equal(journal_open(&j, path, &err), RC_OK);
	append(j, COUNT, MANY);
	journal_close(j);
	buf_reset(&file);
	assert_int_equal(buf_read_file(&file, path, SIZE_MAX, &err), RC_OK);
	assert_int_equal(file.len, ENTRY * (MANY + 1));

	memset(file.data + ENTRY * (NEAR + 1), 0, 2 * ENTRY);
	scratch_overwrite(path, file.data, file.len);
	assert_int_equal(read_right(&rc, &torn, &err), NEAR);
	assert_int_equal(rc, RC_OK);
	assert_int_equal(torn, (MANY - NEAR) * ENTRY);
	/* a writer goes on there */
	assert_int_equal(journal_open(&j, path, &err), RC_OK);
	append(j, NEAR, NEAR + 1);
	journal_close(j);
	assert_int_equal(read_right(&rc, &torn, &err), NEAR + 1);

	/* not zeros: damage */
	file.data[ENTRY * (NEAR + 1) + 9] = 1;
	scratch_overwrite(path, file.data, file.len);
	(void)read_right(&rc, &torn, &err);
	assert_int_equal(rc, RC_DAMAGED);
	/* more than ever waits for a sync: damage */
	file.data[ENTRY * (NEAR + 1) + 9] = 0;
	memset(file.data + ENTRY * (FAR + 1), 0, ENTRY);
	scratch_overwrite(path, file.data, file.len);
	(void)read_right(&rc, &torn, &err);
	assert_int_equal(rc, RC_DAMAGED);
	buf_clear(&file);
}

static void
an_entry_taken_out_or_repeated_is_found(void **state)
{
	struct buf file = {0};
	struct error err;
	enum rc rc;
	size_t torn;
	unsigned char *copy;

	(void)state;
	make(&file);
	copy = malloc(file.len);
	assert_non_null(copy);
	memcpy(copy, file.data, file.len);
	memmove(copy + 4 * ENTRY, copy + 5 * ENTRY, file.len - 5 * ENTRY);
	scratch_overwrite(path, copy, file.len - ENTRY);
	(void)read_right(&rc, &torn, &err);
	assert_int_equal(rc, RC_DAMAGED);
	memcpy(copy, file.data, file.len);
	memcpy(copy + 5 * ENTRY, copy + 4 * ENTRY, ENTRY);
	scratch_overwrite(path, copy, file.len);
	(void)read_right(&rc, &torn, &err);
	assert_int_equal(rc, RC_DAMAGED);
	free(copy);
	buf_clear(&file);
}

static void
bad_entries_and_a_second_writer_are_refused(void **state)
{
	struct buf file = {0};
	struct journal *j = NULL;
	struct journal *second = NULL;
	struct journal_entry e = entry(1);
	struct error err;
	enum rc rc;
	size_t torn;

	(void)state;
	make(&file);
	assert_int_equal(journal_open(&j, path, &err), RC_OK);
	assert_int_equal(journal_open(&second, path, &err), RC_BUSY);
	assert_null(second);
	e.kind = (enum journal_kind)0;
	assert_int_equal(journal_append(j, &e, &err), RC_INVALID);
	e.kind = (enum journal_kind)(JOURNAL_ENDED + 1);
	assert_int_equal(journal_append(j, &e, &err), RC_INVALID);
	e = entry(1);
	e.supersedes = COUNT + 1;
	assert_int_equal(journal_append(j, &e, &err), RC_INVALID);
	e = entry(1);
	e.sample = -2;
	assert_int_equal(journal_append(j, &e, &err), RC_INVALID);
	append(j, COUNT, COUNT + 1);
	journal_close(j);
	assert_int_equal(read_right(&rc, &torn, &err), COUNT + 1);
	(void)unlink(path);
	(void)read_right(&rc, &torn, &err);
	assert_int_equal(rc, RC_NOTFOUND);
	buf_clear(&file);
}

static void
every_kind_has_a_name(void **state)
{
	(void)state;
	for (int kind = JOURNAL_ANNOUNCED; kind <= JOURNAL_ENDED; kind++)
		assert_non_null(journal_kind_name((enum journal_kind)kind));
	assert_string_equal(
	    journal_kind_name(JOURNAL_OFF_RECORD), "off-record");
	assert_null(journal_kind_name((enum journal_kind)0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(entries_come_back_and_go_on),
	    cmocka_unit_test(
		rule_17_every_truncation_keeps_what_was_acknowledged),
	    cmocka_unit_test(rule_18_every_flipped_bit_is_found),
	    cmocka_unit_test(rule_17_a_page_that_never_came_is_a_torn_tail),
	    cmocka_unit_test(an_entry_taken_out_or_repeated_is_found),
	    cmocka_unit_test(bad_entries_and_a_second_writer_are_refused),
	    cmocka_unit_test(every_kind_has_a_name),
	};

	return cmocka_run_group_tests(tests, begin, scratch_end);
}
