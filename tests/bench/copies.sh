#!/usr/bin/env bash
# What it costs to make the copies of a day: the Opus files exactly, with every
# edge moved, and the MP3s beside them; and how long somebody waits who wants to
# hear a case.  Ours opens sealed segments, checks them, and seals what it
# makes; the others read and write plain files, and cut up to a second off.
#
#	ROUNDS (3), ITEMS (20) of MINUTES (18) each; MP3S (2; all with
#	MARAC_LONG=1) of them as MP3
. "$(dirname "$0")/figures.sh"

ROUNDS=${ROUNDS:-3}
ITEMS=${ITEMS:-20}
MINUTES=${MINUTES:-18}
MP3S=${MP3S:-$([ "${MARAC_LONG:-0}" = 1 ] && echo "$ITEMS" || echo 2)}
SOUNDS=/usr/share/asterisk/sounds/en_US_f_Allison

# MINUTES of recorded speech: every prompt of Debian's package, in turn.
now "copies: making $MINUTES minutes of speech"
find "$SOUNDS" -name '*.g722' | LC_ALL=C sort | xargs cat >"$T/speech.g722"
ffmpeg -v error -nostdin -stream_loop -1 -f g722 -i "$T/speech.g722" \
	-t $((MINUTES * 60)) -ar 48000 -ac 1 -f s16le "$T/speech.raw"
now "copies: encoding it, and $ITEMS segments of it"
mkdir "$T/day"
"$BIN/cutbench" prepare "$T/speech.raw" "$T/day" "$ITEMS"

ffmpeg_copies() {
	local i=0
	while [ $i -lt "$ITEMS" ]; do
		ffmpeg -v error -nostdin -y -ss $((i * MINUTES * 60)) \
			-t $((MINUTES * 60)) -i "$T/day/whole.opus" -c copy \
			"$T/peer.opus"
		i=$((i + 1))
	done
}

lame_copies() {
	local i
	for i in $(seq "$MP3S"); do
		opusdec --quiet --force-wav --rate 24000 \
			"$(printf '%s/day/%04d.opus' "$T" "$i")" - |
			lame --quiet -q 7 -m m --cbr -b 48 -t - "$T/peer.mp3"
	done
}

lame_alone() {
	local i
	for i in $(seq "$MP3S"); do
		lame --quiet -q 7 -m m --cbr -b 48 -t "$T/one.wav" "$T/peer.mp3"
	done
}

for n in $(seq "$ROUNDS"); do
	now "copies: round $n of $ROUNDS"
	cpu "$T/whole" "$BIN/cutbench" whole "$T/day" "$ITEMS"
	cpu "$T/ffmpeg" ffmpeg_copies
	cpu "$T/moved" "$BIN/cutbench" moved "$T/day" "$ITEMS"
	wall "$T/one" "$BIN/cutbench" one "$T/day"
done
hours=$((ITEMS * MINUTES / 60))
figure "CPU: $ITEMS exact copies of $hours h, against ffmpeg -c copy" \
	"$(median "$T/whole")" "$(median "$T/ffmpeg")" s '<=0.50'
figure "  every edge moved" \
	"$(median "$T/moved")" "$(median "$T/ffmpeg")" s '<=2.00'

"$BIN/cutbench" opus "$T/day" "$MP3S"
opusdec --quiet --rate 24000 "$T/day/0001.opus" "$T/one.wav"
for n in $(seq "$ROUNDS"); do
	now "copies: MP3, round $n of $ROUNDS"
	cpu "$T/mp3" "$BIN/cutbench" mp3 "$T/day" "$MP3S"
	cpu "$T/pipe" lame_copies
	cpu "$T/lame" lame_alone
done
figure "CPU: $MP3S MP3s of $MINUTES min, against opusdec | lame" \
	"$(median "$T/mp3")" "$(median "$T/pipe")" s '<=1.05'
figure "  against lame alone, of what was decoded" \
	"$(median "$T/mp3")" "$(median "$T/lame")" s -
figure "wait to hear $MINUTES min, edges moved, against 3 s" \
	"$(median "$T/one")" 3 s '<=1.00'
