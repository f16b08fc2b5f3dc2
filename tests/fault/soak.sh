#!/usr/bin/env bash
# Goal: a whole day of sound through the real recorder (microphone, capture
# process, keeper, encoder, sealing) costs the same at its end as at its
# beginning: no sample is missing or there twice, nothing overflows, and the
# memory does not grow.  An hour each time, 24 with MARAC_LONG=1, as fast as
# the recorder can work.
#
# The microphone plays a code that tells each tenth of a second, in a circle of
# ten seconds: a segment that holds N samples must begin where the one before
# ended, and end N samples later.
. "$(dirname "$0")/../e2e/lib.sh"
. "$(dirname "$0")/soaking.sh"

minutes=${MINUTES:-60}
items=12
if [ "${MARAC_LONG:-0}" = 1 ]; then
	minutes=${MINUTES:-1440}
	items=48
fi

"$KIT" timecode 10 >"$T/code.raw"
head -c 8 /dev/zero >"$T/gate"
microphone "$T/code.raw" off
sed -i "s|clocked off|gate \"$T/gate\"|" "$ALSA_CONFIG_PATH"
papers_for $items 0 1
record
begin_meeting 1
began=$SECONDS
background "$BIN/soakpace" "$H/control.sock" "$T/gate" "$minutes" $items \
	>"$T/pace"
PACE=$LAST
: >"$T/rss"
last=0
while kill -0 "$PACE" 2>/dev/null; do
	told=$(wc -l <"$T/pace")
	if [ "$told" -gt "$last" ]; then
		last=$told
		spent=$(spent)
		resident >>"$T/rss"
	fi
	sleep 0.2
done
wait "$PACE" || fail "the recorder did not keep up: $(tail -n 3 "$T/log")"
daemon_ended
took=$((SECONDS - began))

# Every sample, once, in its place.
lacks "$(cat "$T/log")" 'no sound comes'
segments >"$T/segments"
same "segments" $items "$(wc -l <"$T/segments")"
same "complete ones" $items "$(grep -c ' complete ' "$T/segments")"
journal >"$T/journal"
lacks "$(cat "$T/journal")" gap
lacks "$(cat "$T/log")" lost
end=$(sed -n 's/.*ended.* sample=\([0-9]*\).*/\1/p' "$T/journal")
sum=$(sed 's/.*samples=//' "$T/segments" | awk '{ sum += $1 } END { printf "%.0f\n", sum }')
same "samples from the start to the end" "$end" "$sum"
[ "$sum" -ge $((minutes * 60 * 48000)) ] || fail "only $sum samples"
next=0
n=0
before=
while read -r _ _ _ from samples; do
	n=$((n + 1))
	same "the first sample of segment $n" "from=$next" "$from"
	samples=${samples#samples=}
	next=$((next + samples))
	# decoding takes longer than recording: the first two, the last two
	if [ $n -gt 2 ] && [ $n -lt $((items - 1)) ]; then
		before=
		continue
	fi
	heard $n
	if [ -z "$FROM" ] || [ -z "$TO" ]; then
		fail "segment $n: no code is heard"
	fi
	off=$(later $((FROM + samples / 48)) "$TO")
	[ "${off#-}" -le 5 ] || fail "segment $n: $off ms too much"
	if [ -n "$before" ]; then
		off=$(later "$before" "$FROM")
		[ "${off#-}" -le 5 ] || fail "$off ms between $((n - 1)) and $n"
	fi
	before=$TO
done <"$T/segments"

echo "$minutes minutes of sound in $took s, $sum samples, no gap;" \
	"CPU $((spent * 60 / 1000 / minutes)) s an hour"
memory_flat
