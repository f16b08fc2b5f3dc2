#!/usr/bin/env bash
# What it costs to encode an hour, and to import a day.
#
#	ROUNDS (5), MINUTES (10) of speech for the first, HOURS (1; 6 with
#	MARAC_LONG=1) and IMPORTS (3; 2 of 3 h or more) for the second
. "$(dirname "$0")/figures.sh"

ROUNDS=${ROUNDS:-5}
MINUTES=${MINUTES:-10}
HOURS=${HOURS:-$([ "${MARAC_LONG:-0}" = 1 ] && echo 6 || echo 1)}
ITEMS=20

# Two invented voices in turn over a room's noise: a minute, again and again,
# a little louder or quieter each time.
make_speech() { # MINUTES RAW
	local i=0
	for voice in en+m3 en+f2; do
		espeak-ng -v $voice -s 150 -w "$T/$voice.wav" \
			"The chair opens the meeting. Everyone has signed the \
statement. The first case is heard: what each agency knows, what it has done \
since, and what it will do. Housing will change the locks by Friday. School has \
seen the child every day this week, and she has said that she sleeps better. \
Health will offer an appointment. Police have the number of the case."
	done
	sox "$T/en+m3.wav" "$T/en+f2.wav" -r 48000 -b 16 "$T/talk.wav" \
		pad 0 1 repeat 1 trim 0 60
	sox -R -n -r 48000 -b 16 "$T/room.wav" synth 60 pinknoise vol 0.01
	sox -m -v 0.9 "$T/talk.wav" "$T/room.wav" -t raw -e signed -b 16 \
		"$T/minute.raw" trim 0 60
	while [ $i -lt "$1" ]; do
		sox -t raw -r 48000 -e signed -b 16 -c 1 "$T/minute.raw" \
			-t raw - vol 0."$((5 + i % 5))"
		i=$((i + 1))
	done >"$2"
}

as_wav() { # RAW WAV
	sox -t raw -r 48000 -e signed -b 16 -c 1 "$1" "$2"
}

encode() {
	local n=0 ours bare opusenc ffmpeg
	now "encode: making $MINUTES minutes of speech"
	make_speech "$MINUTES" "$T/talk.raw"
	as_wav "$T/talk.raw" "$T/talk.wav"
	while [ $n -lt "$ROUNDS" ]; do
		n=$((n + 1))
		now "encode: round $n of $ROUNDS"
		rm -f "$T/segment"
		cpu "$T/ours" "$BIN/encodebench" ours "$T/talk.raw" "$T/segment"
		rm -f "$T/segment"
		cpu "$T/live" "$BIN/encodebench" live "$T/talk.raw" "$T/segment"
		cpu "$T/bare" "$BIN/encodebench" bare "$T/talk.raw"
		cpu "$T/opusenc" opusenc --quiet --bitrate 32 --cvbr --speech \
			--comp 10 --framesize 20 "$T/talk.wav" "$T/peer.opus"
		cpu "$T/ffmpeg" ffmpeg -v error -nostdin -y -threads 1 \
			-i "$T/talk.wav" -c:a libopus -b:a 32k -vbr constrained \
			-application voip -compression_level 10 "$T/peer.opus"
	done
	hour() { median "$T/$1" | awk -v m="$MINUTES" '{ print $1 * 60 / m }'; }
	ours=$(hour ours)
	bare=$(hour bare)
	opusenc=$(hour opusenc)
	ffmpeg=$(hour ffmpeg)
	figure "CPU to encode an hour, against bare libopus" \
		"$ours" "$bare" s '<=1.10'
	figure "  with a sync each half second, as live" \
		"$(hour live)" "$bare" s "<=1.10"
	figure "  against opusenc" "$ours" "$opusenc" s -
	figure "  against ffmpeg" "$ours" "$ffmpeg" s -
}

import() {
	local n=0 i=0 rounds=${IMPORTS:-3}
	[ "$HOURS" -lt 3 ] || rounds=${IMPORTS:-2}
	now "import: making $HOURS h of speech"
	make_speech $((HOURS * 60)) "$T/day.raw"
	as_wav "$T/day.raw" "$T/day.wav"
	rm "$T/day.raw"
	"$BIN/meetingkit" papers $ITEMS 0 1 "$T/papers.json" "$T/secrets"
	{
		printf '%s\n' at,kind,item,person 0:00:00,announce,, \
			0:00:00,join,,1
		while [ $i -lt $ITEMS ]; do
			at=$((HOURS * 3600 * i / ITEMS))
			i=$((i + 1))
			printf '%d:%02d:%02d,item,%d,\n' $((at / 3600)) \
				$((at / 60 % 60)) $((at % 60)) "$i"
		done
	} >"$T/marks.csv"
	while [ $n -lt "$rounds" ]; do
		n=$((n + 1))
		now "import: round $n of $rounds"
		rm -rf "${T:?}/home"
		"$BIN/marac-recorder" device-key --home "$T/home" >"$T/out"
		wall "$T/import" "$BIN/marac-recorder" import "$T/day.wav" \
			--marks "$T/marks.csv" --papers "$T/papers.json" \
			--home "$T/home"
		wall "$T/whole" opusenc --quiet --bitrate 32 --cvbr --speech \
			--comp 10 --framesize 20 "$T/day.wav" "$T/peer.opus"
	done
	figure "import of $HOURS h, $ITEMS items, $(nproc) cores, against opusenc" \
		"$(least "$T/import")" "$(least "$T/whole")" s '<=0.55'
	figure "  its CPU, which other work disturbs less" \
		"$(least "$T/import.cpu")" "$(least "$T/whole.cpu")" s -
}

encode
import
