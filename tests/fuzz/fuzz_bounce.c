/* Any bytes as a mail in the mailbox of bounces: it is read in bounded time, and
 * what comes out is as long as it may be and holds nothing but what a header
 * can. */
#include <string.h>

#include "distributor/bounce.h"
#include "distributor/verp.h"
#include "fuzz/fuzz.h"

static void
printable(const char *text, size_t room)
{
	size_t len = strnlen(text, room);

	FUZZ_MUST(len < room);
	for (size_t i = 0; i < len; i++)
		FUZZ_MUST(strchr(" <>\r\n\t", text[i]) == NULL);
}

static void
is_status(const char status[DSN_STATUS])
{
	char same[DSN_STATUS];

	FUZZ_MUST(strnlen(status, DSN_STATUS) < DSN_STATUS);
	dsn_code(status, strlen(status), same);
	FUZZ_MUST(strcmp(same, status) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool started;
	struct bounce bounce, again;
	char why[BOUNCE_WHY], alert[BOUNCE_ALERT], mac[VERP_MAC];
	struct message_id id;
	struct dsn dsn;

	if (!started)
		bounce_init();
	started = true;
	bounce_read(data, size, &bounce);
	FUZZ_MUST(bounce.dsn.action <= DSN_FAILED);
	FUZZ_MUST(bounce.nto <= BOUNCE_TO);
	is_status(bounce.dsn.status);
	for (size_t i = 0; i < bounce.nto; i++) {
		printable(bounce.to[i], BOUNCE_ADDRESS);
		if (verp_read(
			bounce.to[i], "bounces@service.example", &id, mac))
			FUZZ_MUST(id.v >= 0 && strlen(mac) == VERP_MAC - 1);
	}
	printable(bounce.message_id, BOUNCE_ID);
	FUZZ_MUST(strlen(bounce_why(bounce.dsn.status, why)) < BOUNCE_WHY - 1);
	FUZZ_MUST(strlen(bounce_alert(bounce.dsn.status, true, alert)) <
	    BOUNCE_ALERT - 1);
	bounce_read(data, size, &again);
	FUZZ_MUST(memcmp(bounce.digest, again.digest, BOX_HASH) == 0);
	FUZZ_MUST(bounce.dsn.action == again.dsn.action);
	FUZZ_MUST(strcmp(bounce.dsn.status, again.dsn.status) == 0);
	FUZZ_MUST(strcmp(bounce.message_id, again.message_id) == 0);
	/* The same bytes as a report alone. */
	dsn_read((const char *)data, size, &dsn);
	is_status(dsn.status);
	return 0;
}
