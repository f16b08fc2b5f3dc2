#!/usr/bin/env bash
# Goal: mails share connections that are kept, as many as are set and no more,
# which are closed when there is nothing more to send; one that the server closed
# behind a mail is replaced, and the next mail goes once, at once.  A mail that
# cannot be read keeps no other.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/outgoing.sh
. "$ROOT/tests/e2e/outgoing.sh"
# shellcheck source=tests/e2e/scripting.sh
. "$ROOT/tests/e2e/scripting.sh"

# all MODE CONNECTIONS SESSIONS: the three mails, to a server in MODE; none more
# than once, over that many sessions
all() {
	scripted "$1"
	# shellcheck disable=SC2034 # for outgoing_conf
	MAIL_LINES="connections = $2"
	outgoing_conf
	: >"$SCRIPT/log"
	rm -f "$SCRIPT"/mails/*
	sql "UPDATE message SET state = 'queued', attempts = 0, next_at = 0"
	deliver
	has "$SAID" '^3 accepted, 0 held, 0 to be tried again, 0 failed'
	row "$1: tries" '1|0' 'SELECT DISTINCT attempts, ambiguous FROM message'
	same "$1: mails" 3 "$(scripted_mails)"
	same "$1: each once" 3 "$(grep -h '^To: ' "$SCRIPT"/mails/* | sort -u |
		wc -l)"
	same "$1, $2 at once: sessions" "$3" "$(grep -c OPEN "$SCRIPT/log")"
	same "$1: senders of mails" "$3" "$(awk '$3 == "DOT" { print $1 }' \
		"$SCRIPT/log" | sort -u | wc -l)"
}
closed() {
	[ "$(grep -c CLOSED "$SCRIPT/log")" = "$(grep -c OPEN "$SCRIPT/log")" ]
}

outgoing_store
distributor copies M-1 >/dev/null 2>>"$LOG"
scripted_start "$T/script"

all ok 1 1
until_true 20 closed
same 'it says goodbye' 1 "$(grep -c QUIT "$SCRIPT/log")"
all ok 2 2
all ok 8 3
all once-drop 1 3
all once-421 1 3

# One that cannot be read is told, held, and keeps no other.
scripted ok
sql "UPDATE message SET state = 'queued', attempts = 0, next_at = 0"
sql "UPDATE message SET body_sealed = x'00' WHERE id = 2"
deliver
has "$SAID" '^2 accepted, 1 held'
row 'unreadable' 'held|0|It cannot be read or written: the log says why.' \
	'SELECT state, attempts, cause FROM message WHERE id = 2'
row 'told' 1 "SELECT count(*) FROM alert WHERE text LIKE 'A mail cannot be read%'"

# `serve` keeps none either while it has nothing to send.
scripted ok
: >"$SCRIPT/log"
sql "UPDATE message SET state = 'queued', attempts = 0, next_at = 0
	WHERE id <> 2"
background "$BIN/marac-distributor" serve --store "$STORE" 2>>"$LOG"
through() {
	[ "$(sql "SELECT count(*) FROM message WHERE state = 'accepted'")" = 2 ]
}
until_true 60 through
until_true 20 closed
