#!/usr/bin/env bash
# The mail server is down for six days, in the weeks in which the clocks change
# and over a leap day, with the real programs under a moved clock.  No due time is
# later than 168 hours after the meeting; whoever must know is told in time what
# has not gone and why, each step once, while nothing can be sent; and when the
# server is back everything goes, in time.

. "$(dirname "$0")/../e2e/lib.sh"
# shellcheck source=tests/e2e/outgoing.sh
. "$ROOT/tests/e2e/outgoing.sh"

OFFSET=$T/offset
echo 0 >"$OFFSET"
distributor() {
	LD_PRELOAD="$BIN/libclockjump.so" CLOCKJUMP="$OFFSET" \
		ASAN_OPTIONS=verify_asan_link_order=0 \
		"$BIN/marac-distributor" "$@" --store "$STORE"
}

seconds() {
	date -u -d "$1" +%s
}

# at SECONDS: it is that time now
at() {
	echo $(($1 - $(date +%s))) >"$OFFSET"
}

# what Olive's copy was told of: "step cause" a line
told() {
	sql "SELECT step || ' ' || cause FROM escalation WHERE copy_id IN
		(SELECT c.id FROM copy c JOIN person p ON p.id = c.person_id
		WHERE p.ref = 'olive') GROUP BY step, cause ORDER BY min(id)"
}

# week ENDED DUE STEPS: instants worked out from the calendar, for what the store
# says; STEPS are those told in it, in order
week() {
	ended=$(seconds "$1")
	due=$(seconds "$2")
	rm -rf "$STORE"
	"$BIN/postseed" "$STORE" "$ended"
	RELAY=smtp://localhost:1 outgoing_conf
	at $((ended + 3600))
	distributor release M-1 --by ian >/dev/null
	distributor copies M-1 >/dev/null
	row 'the clock of every copy' "${due}000" \
		'SELECT DISTINCT due_at FROM delivery'
	row 'clocks of more than 168 hours' 0 "SELECT count(*) FROM delivery d
		JOIN copy c ON c.id = d.copy_id JOIN meeting m
		ON m.id = c.meeting_id
		WHERE d.due_at > m.ended_at + 168 * 3600000"

	# The timer and the sender, every eight hours; then the last minutes.
	for hour in $(seq 8 8 144); do
		at $((ended + hour * 3600))
		deliver
		distributor escalate >>"$T/escalated"
		distributor escalate >"$T/again"
		has "$(cat "$T/again")" '^0 told, 0 by text message, 0 reminded$'
	done
	row 'nothing went' 0 "SELECT count(*) FROM message
		WHERE state = 'accepted'"
	same "what was told in the week of $2" "$3" "$(told | tr '\n' ',')"

	# Two days before, at the latest, both know; the banner names the copy.
	row 'late for two days left' 0 "SELECT count(*) FROM delivery d
		JOIN copy c ON c.id = d.copy_id WHERE NOT EXISTS (SELECT 1
		FROM escalation e WHERE e.copy_id = c.id AND
		e.told_at <= d.due_at - 47 * 3600000)"
	has "$(distributor due M-1)" 'Not gone, .*: copies .*, .* The mail server'
	row 'the coordinator and the chair' 2 "SELECT count(DISTINCT person_id)
		FROM message WHERE kind = 'escalation'"
}

# Spring: noon on Thursday 26 March is 12:00 UTC, and a week on it is 11:00.
# Saturday's step comes on Friday.
week 2026-03-26T12:00Z 2026-04-02T11:00Z \
	'day-2 relay,day-4 relay,day-5 relay,day-6 relay,'

# The server is back two hours before: all that can go goes, and what was told
# goes to whom it was for.
# shellcheck disable=SC2034 # for outgoing_conf
RELAY=
outgoing_relay
at $((due - 7200))
sql "UPDATE message SET next_at = 0 WHERE state = 'queued'"
deliver
row 'late' 0 "SELECT count(*) FROM delivery WHERE met_at > due_at"
row "Olive's" 1 "SELECT met_at IS NOT NULL FROM delivery d JOIN copy c
	ON c.id = d.copy_id JOIN person p ON p.id = c.person_id
	WHERE p.ref = 'olive' LIMIT 1"
row 'mails that are left' 0 "SELECT count(*) FROM message
	WHERE state IN ('queued', 'sending', 'failed')"
has "$(distributor due M-1)" '^met 1 h [0-9]* min early  *sent  *copy [0-9]*  *NS-0001  *Olive'
distributor escalate >"$T/again"
lacks "$(told)" due

# Autumn: 11:00 UTC is noon on 22 October; a week on, the 168 hours are over
# before it is noon.  And a leap day: Thursday 24 February 2028.
week 2026-10-22T11:00Z 2026-10-29T11:00Z \
	'day-2 relay,day-4 relay,day-5 relay,day-6 relay,'
week 2028-02-24T10:00Z 2028-03-02T10:00Z \
	'day-2 relay,day-4 relay,day-5 relay,day-6 relay,'
