#!/usr/bin/env bash
# Goal: a meeting recorded elsewhere becomes the same kind of folder; what is
# wrong with the sound or the marks is said with its place, and an import that
# fails or is interrupted leaves nothing.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recording.sh"

R=$BIN/marac-recorder
papers_for 3 1 2
import() { "$R" import "$1" --marks "$2" --papers "$T/papers.json" --home "$H"; }
nothing_left() {
	same "folders after a refused import" "" \
		"$(find "$H/meetings" -mindepth 1 2>/dev/null)"
}

sox -n -r 44100 -b 24 -c 1 "$T/talk.wav" \
	synth 10 sine 700 : synth 10 sine 1300 : synth 10 sine 2100 vol 0.3
cat >"$T/marks.csv" <<'END'
at,kind,item,person,words,owner,due
0:00:00,announce,,,,,
0:00:00,join,,1,,,
0:00:00.5,item,1,,,,
0:00:12,item,2,,,,
0:00:12,late,,,2,,
0:00:15,action,,,"Do it, ""now""",Housing,2026-12-01
0:00:20,off-record,,,,,
0:00:25.250,resume,,,,,
0:00:25.250,item,3,,,,
END

# refused, with the place
head -c 2000000 "$T/talk.wav" >"$T/cut.wav"
refuses 1 import "$T/cut.wav" "$T/marks.csv"
has "$SAID" "cut.wav is cut short: its header promises 0:00:30, and there is 0:00:15"
sox "$T/talk.wav" "$T/talk.flac"
head -c $(($(stat -c %s "$T/talk.flac") / 2)) "$T/talk.flac" >"$T/cut.flac"
refuses 1 import "$T/cut.flac" "$T/marks.csv"
has "$SAID" "its header promises 0:00:30, and there is 0:00:1"
refuses 1 import "$T/marks.csv" "$T/marks.csv"
has "$SAID" "not sound"
refuses 1 import "$T/nosuch.wav" "$T/marks.csv"
sed 's/^0:00:15,/0:15,/' "$T/marks.csv" >"$T/bad.csv"
refuses 1 import "$T/talk.wav" "$T/bad.csv"
has "$SAID" "bad.csv:7:1: not a time"
sed 's/^0:00:25.250,item,3/0:00:31,item,3/' "$T/marks.csv" >"$T/bad.csv"
refuses 1 import "$T/talk.wav" "$T/bad.csv"
has "$SAID" "bad.csv:10:9: this is behind the end"
sed '/announce/d' "$T/marks.csv" >"$T/bad.csv"
refuses 1 import "$T/talk.wav" "$T/bad.csv"
has "$SAID" "bad.csv:3:11: cannot start: the notice was not announced"
nothing_left

# interrupted: by a signal it cleans up; killed, the next one does
sox -n -r 48000 -b 16 -c 1 "$T/long.wav" synth 900 pinknoise vol 0.2
printf '%s\n' at,kind,item,person 0:00:00,announce,, 0:00:00,join,,1 \
	0:00:00,item,1, >"$T/long.csv"
for signal in TERM KILL; do
	import "$T/long.wav" "$T/long.csv" >/dev/null 2>"$T/err" &
	pid=$!
	until_true 60 test -s "$H/meetings/.import-${M##*/}/0001.seg"
	pkill -$signal -P $pid || kill -$signal $pid
	wait $pid && fail "it was not interrupted"
	if [ $signal = TERM ]; then
		has "$(cat "$T/err")" "interrupted"
		nothing_left
	fi
	[ ! -e "$M" ] || fail "half an import has a name"
done

import "$T/talk.wav" "$T/marks.csv" >"$T/said"
has "$(cat "$T/said")" "3 segments"
same "hidden folders" "" "$(find "$H/meetings" -name '.import*')"
segments >"$T/segments"
same "the segments" "1 item=1 complete from=24000 samples=552000
2 item=2 complete from=576000 samples=384000
3 item=3 complete from=1212000 samples=228000" "$(cat "$T/segments")"
has "$(journal)" "edge item=2 person=0 sample=480000"
same "words" '{"words":"Do it, \"now\"","owner":"Housing","due":"2026-12-01"}' \
	"$("$KIT" events "$M" "$SECRETS" | grep words | cut -d' ' -f2-)"
power() { # NUMBER HZ: whole dB
	"$KIT" tones "$M" "$SECRETS" "$1" "$2" | sed 's/.* \(-\{0,1\}[0-9]*\).*/\1/'
}
# item 1 ran until 12 s, so it holds 2 s of the second tone
[ "$(power 1 700)" -gt -20 ] || fail "item 1 lacks its tone"
[ "$(power 1 2100)" -lt -60 ] || fail "item 1 holds item 3"
[ "$(power 2 1300)" -gt -20 ] || fail "item 2 lacks its tone"
[ "$(power 2 700)" -lt -60 ] || fail "item 2 holds item 1"
[ "$(power 3 2100)" -gt -20 ] || fail "item 3 lacks its tone"
[ "$(power 3 1300)" -lt -60 ] || fail "item 3 holds item 2"
refuses 1 import "$T/talk.wav" "$T/marks.csv"
has "$SAID" "already"

