/*
 * stop -- whether this process was told to end: SIGTERM or SIGINT, and SIGHUP
 * when it sits on a terminal that may go away.
 */
#ifndef BASE_STOP_H
#define BASE_STOP_H

#include <signal.h>
#include <stdbool.h>

/* Take the signals from now on.  What waits in poll is woken by
 * them, nothing else. */
void stop_watch(bool terminal);

bool stop_asked(void);

/* The same, for what looks at a flag of its caller's. */
const volatile sig_atomic_t *stop_flag(void);

#endif
