#!/usr/bin/env bash
# Goal: whatever a council's recorder writes (WAV, FLAC, MP3, Ogg Opus; one
# microphone or two; any rate), an import makes the same meeting of it: every
# segment as long, to the sample, and each begins and ends with what was said
# then.  A file cut short is refused in each kind and leaves nothing, not even
# a home; killed in any kind, the next import cleans up and succeeds.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recording.sh"

R=$BIN/marac-recorder
papers_for 4 1 2
import() {
	"$R" import "$1" --marks "$T/marks.csv" --papers "$T/papers.json" \
		--home "$H"
}

"$KIT" timecode 10 >"$T/code.raw"
for _ in 1 2 3 4 5 6; do cat "$T/code.raw"; done >"$T/minute.raw"
sox -t raw -r 48000 -e signed -b 16 -c 1 "$T/minute.raw" "$T/minute.wav"
cat >"$T/marks.csv" <<'END_OF_MARKS'
at,kind,item,person
0:00:00,announce,,
0:00:00,join,,1
0:00:03.123,item,1,
0:00:15.041,item,2,
0:00:22,off-record,,
0:00:31.207,resume,,
0:00:31.207,item,3,
0:00:44,item,4,
END_OF_MARKS

# make KIND: a file of that kind at $T/talk.KIND
make() {
	case $1 in
	wav) cp "$T/minute.wav" "$T/talk.wav" ;;
	two.wav) sox -M "$T/minute.wav" "$T/minute.wav" -b 24 "$T/talk.two.wav" ;;
	w64) sox "$T/minute.wav" -r 44100 "$T/talk.w64" ;;
	rf64) ffmpeg -v error -i "$T/minute.wav" -rf64 always -f wav \
		"$T/talk.rf64" ;;
	flac) sox "$T/minute.wav" -r 32000 "$T/talk.flac" ;;
	cbr.mp3) lame --quiet -b 64 "$T/minute.wav" "$T/talk.cbr.mp3" ;;
	two.mp3)
		sox -M "$T/minute.wav" "$T/minute.wav" -r 44100 "$T/two.wav"
		lame --quiet -V 4 "$T/two.wav" "$T/talk.two.mp3"
		;;
	opus) opusenc --quiet --bitrate 32 "$T/minute.wav" "$T/talk.opus" ;;
	two.opus)
		sox -M "$T/minute.wav" "$T/minute.wav" "$T/two.wav"
		opusenc --quiet --bitrate 48 "$T/two.wav" "$T/talk.two.opus"
		;;
	esac
}

near() { # WHAT EXPECTED_MS GOT_MS
	[ -n "$3" ] || fail "$1: no code is heard"
	off=$(later "$2" "$3")
	[ "${off#-}" -le 5 ] || fail "$1: at $3 ms instead of $2"
}

for kind in wav two.wav w64 rf64 flac cbr.mp3 two.mp3 opus two.opus; do
	make $kind
	size=$(stat -c %s "$T/talk.$kind")
	head -c $((size * 2 / 3)) "$T/talk.$kind" >"$T/cut.$kind"
	refuses 1 import "$T/cut.$kind"
	has "$SAID" 'cut short'
	has "$SAID" 'there is 0:00:\(3[5-9]\|4[0-5]\)'
	[ ! -e "$H/meetings" ] || fail "a refused $kind leaves a folder"
	has "$(import "$T/talk.$kind")" '4 segments, 47 s'
	same "segments of $kind" "1 item=1 complete from=149904 samples=572064
2 item=2 complete from=721968 samples=334032
3 item=3 complete from=1497936 samples=614064
4 item=4 complete from=2112000 samples=768000" "$(segments)"
	heard 1
	near "$kind 1 from" 3123 "$FROM"
	near "$kind 1 to" 5041 "$TO"
	heard 3
	near "$kind 3 from" 1207 "$FROM"
	near "$kind 3 to" 4000 "$TO"
	rm -r "$H/meetings"
done

# Killed with the first file half written; then again, to the end.
kind=two.mp3
sox "$T/minute.wav" "$T/long.wav" repeat 3
mv "$T/long.wav" "$T/minute.wav"
make $kind
import "$T/talk.$kind" >/dev/null 2>&1 &
pid=$!
until_true 10 test -s "$H/meetings/.import-${M##*/}/0004.seg"
pkill -KILL -P $pid || kill -KILL $pid
wait $pid && fail "the import of $kind was not killed"
[ ! -e "$M" ] || fail "half an import has a name"
has "$(import "$T/talk.$kind")" '4 segments'
same "hidden folders" "" "$(find "$H/meetings" -name '.import*')"
