/*
 * due -- the seven-day clock (rule 19).
 */
#ifndef RULES_DUE_H
#define RULES_DUE_H

#include <stdint.h>

/* The earlier of ENDED_MS + 168 h and the same civil time seven days on in
 * Europe/London.  Milliseconds since 1970, UTC. */
int64_t due_at(int64_t ended_ms);

/* "1 day 4 h", "3 h 20 min", "12 min", "overdue by 2 h" into TEXT[DUE_TEXT];
 * returns TEXT. */
enum { DUE_TEXT = 48 };
char *due_left(int64_t due_ms, int64_t now_ms, char *text);

#endif
