/* That somebody tried too often is told until the store takes it. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "share/guard.h"
#include "store/alert.h"

enum { WAIT_S = 20, TOLD = 3 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t came = PTHREAD_COND_INITIALIZER;
static int64_t clock_ns;
static int tries;

/* Each look is later than GUARD_ASK_MS. */
int64_t __wrap_clock_mono_ns(void);
int64_t
__wrap_clock_mono_ns(void)
{
	int64_t now_ns;

	(void)pthread_mutex_lock(&lock);
	now_ns = clock_ns += (int64_t)GUARD_ASK_MS * 1000 * 1000;
	(void)pthread_mutex_unlock(&lock);
	return now_ns;
}

enum rc __wrap_site_store(struct site *, struct store **, struct error *);
enum rc
__wrap_site_store(struct site *site, struct store **out, struct error *err)
{
	(void)site;
	(void)err;
	*out = NULL;
	return RC_OK;
}

/* The store is busy, is full, and takes it. */
enum rc __wrap_alert_once(
    struct store *, struct meeting_id, int64_t, const char *, struct error *);
enum rc
__wrap_alert_once(struct store *store, struct meeting_id meeting, int64_t at_ms,
    const char *text, struct error *err)
{
	int now;

	(void)store;
	(void)meeting;
	(void)at_ms;
	(void)text;
	(void)pthread_mutex_lock(&lock);
	now = ++tries;
	(void)pthread_cond_broadcast(&came);
	(void)pthread_mutex_unlock(&lock);
	return now == TOLD
	    ? RC_OK
	    : error_set(err, now == 1 ? RC_BUSY : RC_NOSPACE, "not now");
}

static void
what_the_store_did_not_take_is_told_again(void **state)
{
	static struct site site;
	struct guard *guard = NULL;
	struct timespec until;
	int rc = 0;

	(void)state;
	atomic_store(&site.limited, true);
	assert_int_equal(guard_open(&guard, &site, NULL), RC_OK);
	(void)clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += WAIT_S;
	(void)pthread_mutex_lock(&lock);
	while (tries < TOLD && rc == 0)
		rc = pthread_cond_timedwait(&came, &lock, &until);
	(void)pthread_mutex_unlock(&lock);
	guard_close(guard); /* waits for its thread */
	assert_int_equal(tries, TOLD);
	assert_false(atomic_load(&site.limited));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_the_store_did_not_take_is_told_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
