#!/usr/bin/env bash
# Goal: when every place is taken (server.h: 4,096), or the machine has no more to
# give, whoever comes waits, and is answered once somebody goes: nobody is turned
# away, and no place is lost for good.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/sharing.sh
. "$(dirname "$0")/sharing.sh"
ulimit -n "$(ulimit -Hn)"
export AUDIO_SECONDS=60
sharing

up() {
	grep -q '^up' "$T/crowd"
}

held() {
	find "/proc/$SERVER/fd" -lname 'socket:*' 2>/dev/null | wc -l
}
holds() {
	[ "$(held)" -ge "$1" ]
}

# crowded COUNT PLACES: so many come and say nothing, no more than PLACES are let in;
# who asks behind them is answered when they go
crowded() {
	: >"$T/crowd"
	background "$BIN/crowd" "${URL##*:}" idle "$1" 120 >"$T/crowd"
	crowd=$LAST
	until_true 60 up
	until_true 60 holds "$2"
	background status "$URL/sign-in" >"$T/page"
	page=$LAST
	[ "$(held)" -le $(($2 + 50)) ] || fail "$(held) sockets, for $2 places"
	kill "$crowd"
	wait "$page" || fail "the page was refused"
	same "a page behind $1" 200 "$(cat "$T/page")"
	wait "$crowd" || true
}

for _ in 1 2; do # the second time no place is missing
	crowded 4400 4096
done
lacks "$(cat "$LOG")" 'no connection can be taken'
kill "$SERVER"
wait "$SERVER" || fail "it ended with $?"

rm -f "$T/port"
background bash -c 'ulimit -Sn 200; exec "$@"' - "$BIN/marac-share" serve \
	--store "$S" --port-file "$T/port" 2>>"$LOG"
SERVER=$LAST
until_true 60 test -s "$T/port"
URL=http://localhost:$(cat "$T/port")
crowded 400 150
has "$(cat "$LOG")" 'no connection can be taken now: Too many open files'
# It has more again: each one that could not be taken gave its place back.
prlimit --pid "$SERVER" --nofile=5000:
crowded 400 400
finish
