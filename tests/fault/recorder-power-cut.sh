#!/bin/bash
# The power of the disk goes while the recorder records a meeting with marks.
# Afterwards everything that it had said to be safe is there: each sample up to
# "safe until", each mark that was answered, and its words.  The recorder,
# started again, goes on with the meeting, and ends it.  With syncs that lie
# (the mutant) something of that is missing, or this test sees nothing.

. "$(dirname "$0")/../e2e/lib.sh"
. "$(dirname "$0")/../e2e/recording.sh"
# shellcheck source=tests/fault/powercut.sh
. "$ROOT/tests/fault/powercut.sh"

rounds=3
[ "${MARAC_LONG:-0}" = 1 ] && rounds=50
"$KIT" timecode 10 >"$T/code.raw"
microphone "$T/code.raw" on

start_recorder() {
	# shellcheck disable=SC2086
	env $PRELOAD "$BIN/marac-recorder" run --home "$H" \
		--papers "$T/papers.json" --device room 2>>"$T/log" &
	daemon_is $!
	until_true 60 say status
}

# missing WHAT: into $T/lost
missing() { echo "missing: $*" >>"$T/lost"; }

# cut_once: ACKNOWLEDGED counts marks
cut_once() {
	fresh_disk 64M
	home_at "$MNT/h"
	rm -f "$T/papers.json"
	papers_for 3 0 1
	sync -f "$MNT"
	: >"$T/lost"
	start_recorder
	begin_meeting 1
	ACKNOWLEDGED=0
	safe=0
	for _ in $(seq $((RANDOM % 12 + 3))); do
		say mark note --words "word $ACKNOWLEDGED" || break
		ACKNOWLEDGED=$((ACKNOWLEDGED + 1))
		[ $((RANDOM % 4)) -ne 0 ] || say next 2>/dev/null || true
		sleep "0.$((RANDOM % 5))"
		safe=$(field written)
	done
	"$KIT" cut "$MNT" || fail "the power cannot be cut"
	kill -KILL "$RECORDER"
	{ wait "$RECORDER"; } 2>/dev/null || true
	again_as_cut
	PRELOAD=
	start_recorder
	until_true 60 written $((safe + 48000))
	say end
	daemon_ended
	if ! segments >"$T/segments" 2>>"$T/lost"; then
		missing "a segment that can be read"
		return 3
	fi
	# No hole before what was safe: segments touch, or a gap tells of it.
	at=0
	while read -r _ _ _ from samples; do
		from=${from#from=}
		[ "$from" -le $((at + 960)) ] || [ "$at" -ge "$safe" ] ||
			missing "samples from $at to $from of $safe"
		at=$((from + ${samples#samples=}))
	done <"$T/segments"
	"$KIT" events "$M" "$SECRETS" >"$T/events"
	for n in $(seq 0 $((ACKNOWLEDGED - 1))); do
		grep -q "\"word $n\"" "$T/events" || missing "the words of mark $n"
	done
	[ "$(journal | grep -c ' note ')" -ge "$ACKNOWLEDGED" ] ||
		missing "a mark of $ACKNOWLEDGED"
	cp "$T/lost" "$T/said"
	[ ! -s "$T/lost" ] || return 3
}

PRELOAD=
none_lost $rounds marks

# mutant: its own shell, because anything may fail in it; its recorder has let go
# of the disk when it ends
mutant() (
	trap '{ kill -KILL "$RECORDER" && wait "$RECORDER"; } 2>/dev/null || true' EXIT
	PRELOAD="LD_PRELOAD=$BIN/libnosync.so ASAN_OPTIONS=verify_asan_link_order=0"
	cut_once
)
seen=
for _ in 1 2 3; do
	if ! mutant >"$T/mutant" 2>&1; then
		seen=$(cat "$T/lost" "$T/mutant" | head -n 1)
		break
	fi
done
[ -n "$seen" ] || fail "syncs that lie lose nothing: this test sees nothing"
echo "mutant: $seen"
