#!/usr/bin/env bash
# The wall clock is moved while a meeting is recorded: an hour and a day, both
# ways, in the weeks in which the clocks change, on a leap day.  The sound goes
# on as if nothing had been: no gap, no restart, the time code unbroken from
# one segment to the next, and the marks where they were pressed.  Only the
# wall clock beside them jumps (which tests that it was moved at all; what the
# seven days make of it is unit.ending's).

. "$(dirname "$0")/../e2e/lib.sh"
. "$(dirname "$0")/../e2e/recording.sh"

OFFSET=$T/offset
"$KIT" timecode 10 >"$T/code.raw"
microphone "$T/code.raw" on

# offset_to INSTANT: seconds from now to it (UTC), with sign
offset_to() {
	apart=$(($(date -u -d "$1" +%s) - $(date +%s)))
	[ $apart -lt 0 ] || apart=+$apart
	echo "$apart"
}

# moved SECONDS: the clock stands so far off from now on, and the recorder has
# seen it
moved() {
	printf '%s\n' "$1" >"$OFFSET.new"
	mv "$OFFSET.new" "$OFFSET"
	until_true 60 sees "$1"
}
sees() {
	apart=$(($(field wall_ms) / 1000 - $(date +%s) - ($1)))
	[ $apart -ge -2 ] && [ $apart -le 2 ]
}

BOTH= # of the clocks jump

# meeting FIRST SECOND THIRD: off by FIRST, then by SECOND, then by THIRD
meeting() {
	rm -rf "$H" "$T/papers.json"
	papers_for 3 0 1
	# PortAudio opens a device with waits that the kernel's clock ends
	echo 0 >"$OFFSET"
	# shellcheck disable=SC2086 # nothing, or one setting more
	record_preloaded clockjump CLOCKJUMP="$OFFSET" $BOTH
	moved "$1"
	begin_meeting 1
	began=$(now_ms)
	until_true 60 written 48000
	moved "$2"
	say next
	next=$(now_ms)
	at_next=$(journal | sed -n 's/^[0-9]* item item=2 .*sample=\([0-9]*\).*/\1/p')
	until_true 60 written $((at_next + 48000))
	moved "$3"
	until_true 60 written $((at_next + 96000))
	say end
	daemon_ended
}

# checked WHAT
checked() {
	journal >"$T/journal"
	lacks "$(cat "$T/journal")" ' gap '
	same "$1: segments" 2 "$(segments | wc -l)"
	[ "$(segments | grep -c complete)" -eq 2 ] ||
		fail "$1: $(segments)"
	# the code is read to some milliseconds
	heard 1
	last=$TO
	heard 2
	apart=$(later "$last" "$FROM")
	if [ "$apart" -lt -25 ] || [ "$apart" -gt 25 ]; then
		fail "$1: the sound jumps by $apart ms where the item changes"
	fi
	apart=$(((next - began) - at_next / 48))
	if [ $apart -lt -500 ] || [ $apart -gt 500 ]; then
		fail "$1: the mark is $apart ms from where it was pressed"
	fi
}

# jumps WHEN SECONDS
jumps() {
	base=$(offset_to "$1")
	meeting "$base" "$((base + $2))" "$((base - $2))"
	checked "$1, $2 s"
}
jumps now 3600
jumps "2026-03-29 00:59:55" -86400
jumps "2026-10-25 00:59:55" 86400
jumps "2028-02-29 23:59:55" -3600
echo "4 meetings, 12 moves of the clock"

# The mutant: a recorder whose time is the clock that jumps.
BOTH=CLOCKJUMP_BOTH=1
# in its own shell, because anything may fail in it
mutant() (
	trap 'kill -KILL "$RECORDER" 2>/dev/null || true' EXIT
	meeting +0 +3600 -3600
	checked "the mutant"
)
if mutant >"$T/mutant" 2>&1; then
	fail "a clock that jumps changes nothing: this test sees nothing"
fi
echo "the mutant: $(grep FAIL "$T/mutant")"
