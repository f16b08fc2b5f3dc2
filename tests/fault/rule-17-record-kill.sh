#!/usr/bin/env bash
# The recorder is killed (SIGKILL) at random moments of a meeting and started
# again, as systemd would: every time it records on in a new segment by itself,
# with its gap in the journal; nothing is unreadable, and at most 1.0 s of what
# the microphone had said is lost.  The microphone plays a code of the clock,
# so the sound itself tells when it was said: what is lost is measured from
# the last sample that can be decoded to the moment of the kill.  A disk that
# needs two seconds for every sync changes nothing of that.  The same test with
# writes that are held back (the mutant) must lose more, or this test sees
# nothing.

. "$(dirname "$0")/../e2e/lib.sh"
. "$(dirname "$0")/../e2e/recording.sh"

kills=20
[ "${MARAC_LONG:-0}" = 1 ] && kills=200
RANDOM=${SEED:-$$}
echo "seed ${SEED:-$$}, $kills kills"

"$KIT" timecode 10 >"$T/code.raw"
microphone "$T/code.raw" on

start_recorder() {
	# shellcheck disable=SC2086
	env $PRELOAD "$BIN/marac-recorder" run --home "$H" \
		--papers "$T/papers.json" --device room 2>>"$T/log" &
	daemon_is $!
}

begun_more() { [ "$(journal | grep -c segment-begun)" -gt "$BEGUN" ]; }

# meeting KILLS LEAST: in a fresh home; waits LEAST ms or up to 2 s more
# before each kill.  Leaves the moments of the kills in $T/kills.
meeting() {
	rm -rf "$H" "$T/papers.json" "$T/kills"
	papers_for 2 0 1
	start_recorder
	until_true 15 say status
	begin_meeting 1
	for _ in $(seq "$1"); do
		wait_ms=$(($2 + RANDOM % 2000))
		sleep "$(printf %d.%03d $((wait_ms / 1000)) $((wait_ms % 1000)))"
		BEGUN=$(journal | grep -c segment-begun)
		"$KIT" kill "$RECORDER" >>"$T/kills"
		{ wait "$RECORDER"; } 2>/dev/null || true
		start_recorder
		until_true 15 begun_more
	done
	until_true 15 say status
	until_true 15 written $(($(field sample) + 48000))
	say end
	daemon_ended
}

# count: over the meeting, WORST_LOSS and WORST_BACK in ms, UNREADABLE
count() {
	WORST_LOSS=0
	WORST_BACK=0
	UNREADABLE=0
	if ! segments >"$T/segments" 2>"$T/fault"; then
		UNREADABLE=1
		return
	fi
	UNREADABLE=$(grep -c broken "$T/segments" || true)
	# a file that has not even its header is none
	missing=$(($(wc -l <"$T/kills") + 1 - $(wc -l <"$T/segments")))
	if [ "$missing" -ne 0 ]; then
		UNREADABLE=$((UNREADABLE + missing))
		echo "$missing segments are missing" >"$T/fault"
		return
	fi
	same "gaps by a restart" "$(wc -l <"$T/kills")" \
		"$(journal | grep -c ' gap .*note=1 ')"
	journal | grep ' gap ' >"$T/gaps"
	# FIRST[n], LAST[n]: when segment n's first and last sample were said.
	# One too short for the code lies on the meeting's clock before the
	# next.
	FIRST=()
	LAST=()
	AT=()
	GUESSED=()
	END=()
	while read -r number _ _ from samples; do
		count=$number
		AT[number]=${from#from=}
		END[number]=$((AT[number] + ${samples#samples=}))
		heard "$number"
		FIRST[number]=$FROM
		LAST[number]=$TO
	done <"$T/segments"
	for ((n = count - 1; n > 0; n--)); do
		if [ -z "${FIRST[n]}" ]; then
			FIRST[n]=$((FIRST[n + 1] - (AT[n + 1] - AT[n]) / 48))
			LAST[n]=$((FIRST[n] + (END[n] - AT[n]) / 48))
			GUESSED[n]=1
		fi
	done
	n=0
	while read -r killed; do
		n=$((n + 1))
		lost=$(later "${LAST[n]}" "$killed")
		back=$(later "$killed" "${FIRST[n + 1]}")
		gap=$(sed -n ${n}p "$T/gaps" | sed 's/.*value=\([0-9]*\).*/\1/')
		missing=$(((AT[n + 1] - END[n]) / 48))
		# the journal may count as missing what was being written, but
		# never leave out what is
		if [ "$gap" -lt $((missing - 1)) ] ||
			[ "$gap" -gt $((missing + 750)) ]; then
			fail "kill $n: the journal misses $gap ms, the sound $missing ms"
		fi
		[ "$back" -gt 0 ] || [ -n "${GUESSED[n + 1]:-}" ] ||
			fail "kill $n: heard before it was killed"
		if [ "$lost" -gt "$WORST_LOSS" ]; then WORST_LOSS=$lost; fi
		if [ "$back" -gt "$WORST_BACK" ]; then WORST_BACK=$back; fi
	done <"$T/kills"
}

# hold WHAT KILLS LEAST
hold() {
	meeting "$2" "$3"
	count
	echo "$1, $2 kills: $UNREADABLE unreadable; lost $WORST_LOSS ms at most; recording again after $WORST_BACK ms at most"
	[ "$UNREADABLE" -eq 0 ] ||
		fail "$UNREADABLE segments are unreadable: $(cat "$T/fault")"
	[ "$WORST_LOSS" -le 1000 ] || fail "$1: $WORST_LOSS ms were lost"
	[ "$WORST_BACK" -le 2000 ] ||
		fail "$1: it came back after $WORST_BACK ms"
}

PRELOAD=
hold "the disk as it is" $kills 50
[ -e "$BIN/libslowsync.so" ] || fail "libslowsync.so is not built"
PRELOAD="LD_PRELOAD=$BIN/libslowsync.so ASAN_OPTIONS=verify_asan_link_order=0"
hold "two seconds a sync" $((kills / 4)) 1500

PRELOAD="LD_PRELOAD=$BIN/liblazywrite.so ASAN_OPTIONS=verify_asan_link_order=0"
meeting 3 1500
count
echo "the mutant: $UNREADABLE unreadable, lost $WORST_LOSS ms"
[ "$UNREADABLE" -gt 0 ] || [ "$WORST_LOSS" -gt 1000 ] ||
	fail "writes that are held back lose nothing: this test sees nothing"
