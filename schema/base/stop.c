#include "base/stop.h"

#include <stddef.h>

static volatile sig_atomic_t asked;

static void
on_signal(int number)
{
	(void)number;
	asked = 1;
}

void
stop_watch(bool terminal)
{
	struct sigaction stop = {
	    .sa_handler = on_signal, .sa_flags = SA_RESTART};

	asked = 0;
	(void)sigaction(SIGTERM, &stop, NULL);
	(void)sigaction(SIGINT, &stop, NULL);
	if (terminal)
		(void)sigaction(SIGHUP, &stop, NULL);
}

bool
stop_asked(void)
{
	return asked != 0;
}

const volatile sig_atomic_t *
stop_flag(void)
{
	return &asked;
}
