/* What RFC 9110, 12.5.3, says of Accept-Encoding, and what clients send. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "share/coding.h"

static void
gzip_is_sent_to_who_asks_for_it(void **state)
{
	static const char *const yes[] = {"gzip", "GZip", "x-gzip",
	    "gzip, deflate, br, zstd", "br;q=1.0, gzip;q=0.8, *;q=0.1",
	    "compress, gzip", "deflate,gzip;q=0.001", "*", "identity, *;q=0.5",
	    "*;q=0, gzip", "gzip ; q=1", "gzip\t;\tq=0.5", ",, gzip",
	    "gzip;q=00001"};

	(void)state;
	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		if (!coding_gzip(yes[i]))
			fail_msg("'%s'", yes[i]);
}

static void
and_to_nobody_else(void **state)
{
	static const char *const no[] = {NULL, "", " ", ",", "identity", "br",
	    "gzip;q=0", "gzip;q=0.0", "gzip;q=0.000", "gzip; Q=0", "gzip ;q=0 ",
	    "gzip;q=0, *", "*, gzip;q=0", "*;q=0", "gzipped", "not-gzip", ";",
	    "gzi", "br, *;q=0.0"};

	(void)state;
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		if (coding_gzip(no[i]))
			fail_msg("'%s'", no[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(gzip_is_sent_to_who_asks_for_it),
	    cmocka_unit_test(and_to_nobody_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
