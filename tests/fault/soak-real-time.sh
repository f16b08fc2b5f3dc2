#!/usr/bin/env bash
# Goal: beside a machine that is busy (every other core is kept loaded) the
# recorder loses nothing, its clock is the clock's, it takes at most 3 % of a
# core and its memory does not grow.  Half a minute each time, two hours with
# MARAC_LONG=1.
. "$(dirname "$0")/../e2e/lib.sh"
. "$(dirname "$0")/soaking.sh"

seconds=${RUN_SECONDS:-30}
most_tenths=50 # of a percent: half a minute holds the start too
if [ "${MARAC_LONG:-0}" = 1 ]; then
	seconds=${RUN_SECONDS:-7200}
	most_tenths=30
fi

"$KIT" timecode 10 >"$T/code.raw"
microphone "$T/code.raw" on
papers_for 2 0 1
load=$(($(nproc) - 1))
while [ $load -gt 0 ]; do
	background sh -c 'while :; do :; done'
	load=$((load - 1))
done
record
begin_meeting 1
began_ms=$(now_ms)
began=$(field sample)
before=$(spent)
: >"$T/rss"
while [ $(($(now_ms) - began_ms)) -lt $((seconds * 1000)) ]; do
	resident >>"$T/rss"
	sleep 1
done
used=$(($(spent) - before))
ended=$(field sample)
passed=$(($(now_ms) - began_ms))
same "alarm" "" "$(field alarm)"
say end
daemon_ended

journal >"$T/journal"
lacks "$(cat "$T/journal")" gap
lacks "$(cat "$T/log")" lost
segments >"$T/segments"
same "segments" 1 "$(wc -l <"$T/segments")"
sum=$(sed -n 's/.* complete .*samples=//p' "$T/segments")
same "samples from the start to the end" \
	"$(sed -n 's/.*ended.* sample=\([0-9]*\).*/\1/p' "$T/journal")" "$sum"
heard 1
off=$(later $((FROM + sum / 48)) "$TO")
[ "${off#-}" -le 5 ] || fail "the sound is $off ms longer than its samples"
off=$(((ended - began) / 48 - passed))
[ "${off#-}" -le 500 ] || fail "the meeting's clock is $off ms off"
tenths=$((used * 1000 / passed))
echo "$((passed / 1000)) s beside a busy core: $sum samples, no gap;" \
	"$((tenths / 10)).$((tenths % 10)) % of a core; the clock $off ms off"
memory_flat
if sanitized; then
	echo "with sanitizers: processor time is not judged"
elif [ $tenths -gt $most_tenths ]; then
	fail "it takes $((tenths / 10)).$((tenths % 10)) % of a core"
fi
