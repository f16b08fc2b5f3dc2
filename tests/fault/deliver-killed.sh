#!/usr/bin/env bash
# Goal: whoever sends is killed at every step of the outbox -- a commit, the
# writes below it, connecting, each thing that is said and each answer -- and no
# mail is missing in the end, and only one that was on its way at the kill has
# come twice.  10 kills a step; 200 with MARAC_LONG=1.  With the commit of
# `sending` taken out (unleased.c) the same test sees mails twice that nobody
# knew to be on their way.

. "$(dirname "$0")/../e2e/lib.sh"
# shellcheck source=tests/e2e/outgoing.sh
. "$ROOT/tests/e2e/outgoing.sh"

KILLS=$([ "${MARAC_LONG:-0}" = 1 ] && echo 200 || echo 10)
MAILS=4 # a kill, two at once
# it cannot look for them while it is traced
export ASAN_OPTIONS=detect_leaks=0

db() {
	sqlite3 -cmd '.timeout 10000' "$STORE/marac.db" "$1"
}

# MAILS new parcels of Olive's, without a message yet: that is a step, too.
more() {
	db "CREATE TEMP TABLE new AS SELECT value AS id FROM generate_series(
			(SELECT max(id) + 1 FROM parcel),
			(SELECT max(id) + $MAILS FROM parcel));
		INSERT INTO parcel (id, meeting_id, person_id, selector,
			generation, link_key, secret_hash, made_at, expires_at)
			SELECT new.id, p.meeting_id, p.person_id,
			randomblob(16), 1, p.link_key, randomblob(32),
			p.made_at, p.expires_at FROM new, parcel p
			WHERE p.id = $FIRST;
		INSERT INTO copy (rendition_id, parcel_id, meeting_id, case_id,
			person_id, basis, made_at) SELECT c.rendition_id, new.id,
			c.meeting_id, c.case_id, c.person_id, c.basis, c.made_at
			FROM new, copy c WHERE c.parcel_id = $FIRST
			AND c.case_id = 1;
		INSERT INTO delivery (copy_id, due_at) SELECT c.id, 1
			FROM copy c JOIN new ON new.id = c.parcel_id"
}

# What is on its way comes to its end: the lease is over, and the hour, too.
recover() {
	db "UPDATE message SET leased_until = 1 WHERE state = 'sending'"
	distributor deliver >>"$LOG" 2>&1 || fail "$1: deliver"
	db "UPDATE message SET next_at = 0 WHERE state = 'queued'"
	distributor deliver >>"$LOG" 2>&1 || fail "$1: deliver again"
	same "$1: not accepted" "" "$(db "SELECT p.id, m.state FROM parcel p
		LEFT JOIN message m ON m.parcel_id = p.id
		WHERE p.person_id = 1 AND m.state IS NOT 'accepted'")"
}

# kill_at PROGRAM STEP COUNT: in COUNT runs, at as many places of those where
# PROGRAM does STEP; what was on its way is added to $T/flying
kill_at() {
	more
	strace -f -qq -o "$T/trace" -e "trace=$2" -e signal=none \
		"$BIN/$1" deliver --store "$STORE" >>"$LOG" 2>&1 ||
		fail "$1 is not well"
	places=$(grep -c '(' "$T/trace" || true)
	[ "$places" -gt 0 ] || fail "$1 does no $2"
	hit=0
	for n in $(seq 0 $(($3 - 1))); do
		more
		got=0
		{ strace -f -qq -o /dev/null -e "trace=$2" \
			-e "inject=$2:signal=KILL:when=$((1 + n * places / $3))" \
			"$BIN/$1" deliver --store "$STORE" >>"$LOG" 2>&1 ||
			got=$?; } 2>/dev/null
		[ $got -ne 137 ] || hit=$((hit + 1))
		db "SELECT message_id FROM message WHERE state = 'sending'" \
			>>"$T/flying"
		recover "$1 $2 $n"
	done
	echo "$1: $hit of $3 kills in $2 ($places places)"
	[ $hit -gt $(($3 / 2)) ] || fail "$2 was hit only $hit times"
}

# The mailboxes against the outbox: $T/missing, and $T/twice, those that came
# twice and nobody knew to be on their way.
count() {
	until_true 120 queue_empty
	find -L "$MAIL" -type f -exec cat {} + |
		sed -n 's/^Message-Id: <\(.*\)>$/\1/Ip' | sort >"$T/came"
	db "SELECT message_id FROM message WHERE person_id = 1" | sort >"$T/sent"
	uniq "$T/came" | comm -13 - "$T/sent" >"$T/missing"
	uniq -d "$T/came" | comm -23 - <(sort -u "$T/flying") >"$T/twice"
	uniq -c "$T/came" | awk '$1 > 2 { print $2 }' >"$T/thrice"
}
queue_empty() {
	postqueue -c "$T/postfix/conf" -p | grep -q 'queue is empty'
}

# kills PROGRAM COUNT STEP...
kills() {
	rm -rf "$STORE" "$T/flying"
	find -L "$MAIL" -type f -delete 2>/dev/null || true
	: >"$T/flying"
	MAIL_LINES='connections = 2' outgoing_store
	sql "UPDATE contact_route SET safe = 'no' WHERE person_id <> 1"
	distributor copies M-1 >/dev/null 2>>"$LOG"
	FIRST=$(db "SELECT id FROM parcel WHERE person_id = 1")
	program=$1 times=$2
	shift 2
	for step; do
		kill_at "$program" "$step" "$times"
	done
	count
}

mkdir "$STORE"
outgoing_relay
kills marac-distributor "$KILLS" fdatasync pwrite64 connect sendto recvfrom poll
echo "$(wc -l <"$T/sent") mails, $(uniq -d "$T/came" | wc -l) twice, $(wc -l \
	<"$T/flying") on their way at a kill"
same 'missing' '' "$(cat "$T/missing")"
same 'twice, and not known to be on their way' '' "$(cat "$T/twice")"
same 'more than twice' '' "$(cat "$T/thrice")"
[ -s "$T/flying" ] || fail 'nothing was on its way at any kill'

# The mutant.
# Ten kills may all miss the moment between the dot and the commit.
round=0
: >"$T/twice"
while [ ! -s "$T/twice" ] && [ $round -lt 6 ]; do
	round=$((round + 1))
	kills unleased 10 recvfrom
	same 'missing without a lease' '' "$(cat "$T/missing")"
done
[ -s "$T/twice" ] || fail 'without a lease no mail came twice: this test sees nothing'
