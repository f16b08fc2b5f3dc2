#!/usr/bin/env bash
# Goal: the bench test of the morning: ten seconds into memory and nowhere else,
# judged, and played back to the sample; each thing that is wrong is named with
# what to do, and the exit status says so; a recorder that runs is not disturbed.
# A notice can be played; what could not be played is not logged.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recording.sh"

sox -R -n -r 48000 -b 16 -c 1 -e signed "$T/room.raw" synth 1.5 pinknoise \
	vol 0.01
sox -n -r 48000 -b 16 -c 1 -e signed "$T/voice.raw" synth 1.5 sine 440 vol 0.3
cat "$T/room.raw" "$T/voice.raw" "$T/room.raw" "$T/voice.raw" >"$T/good.raw"
sox -n -r 48000 -b 16 -c 1 -e signed "$T/loud.raw" synth 6 sine 440 gain 10 \
	2>"$T/sox"
head -c 600000 /dev/zero >"$T/zeros.raw"
sox -R -n -r 48000 -b 16 -c 1 -e signed "$T/far.raw" synth 6 pinknoise \
	vol 0.0005

# listen FILE: what the microphone plays; what is played back goes to $T/played
listen() {
	microphone "$1" off
	sed -i '/pcm.default/d' "$ALSA_CONFIG_PATH"
	cat >>"$ALSA_CONFIG_PATH" <<-END
		pcm.default {
			type asym
			capture.pcm { type null }
			playback.pcm {
				type plug
				slave.pcm {
					type file
					file "$T/played"
					format raw
					slave.pcm { type null }
				}
			}
		}
	END
}
# bench ARGUMENT...: what it says in SAID, its status in STATUS
bench() {
	STATUS=0
	SAID=$("$BIN/marac-recorder" test --home "$H" --device room "$@" \
		2>"$T/stderr") || STATUS=$?
}

papers_for 4 1 3
listen "$T/good.raw"
bench --seconds 5 --papers "$T/papers.json"
same "status ($SAID)" 0 $STATUS
has "$SAID" "^microphone  ok     room"
has "$SAID" "^sound       ok     5.0 s without a gap"
has "$SAID" "^level       ok     -1[0-9] dBFS"
has "$SAID" "^noise       ok     -[45][0-9] dBFS"
has "$SAID" "^clipping    ok     none"
has "$SAID" "^loudspeaker ok "
has "$SAID" "^disk        ok     room for"
has "$SAID" "^device key  ok "
has "$SAID" "^papers      ok     5 items, 3 people"
lacks "$SAID" "Example"
# what was heard is what was played, to the sample: it begins where the stream
# did, so the file's beginning is all there is to find
head -c 480000 "$T/good.raw" >"$T/wanted"
cmp "$T/wanted" <(head -c 480000 "$T/played") ||
	fail "what was played back is not what was recorded"

# nothing is written anywhere: only null devices, the lock, what libjack looks
# at, and here the file of the sound card
strace -f -qq -e trace=openat,creat,memfd_create -o "$T/trace" \
	"$BIN/marac-recorder" test --home "$H" --device room --seconds 1 \
	>"$T/said" 2>&1 || true
grep -E 'O_WRONLY|O_RDWR|O_CREAT|creat\(|memfd' "$T/trace" |
	grep -v ' = -1 ' |
	grep -vE "\"(/dev/null|$H/lock|$T/played|/dev/shm/(sem\.|jack).*)\"" >"$T/writes" ||
	true
same "files written to" "" "$(cat "$T/writes")"
[ -s "$T/trace" ] || fail "nothing was traced"
grep -q "$H/lock" "$T/trace" || fail "the trace does not show what is opened"

# what is wrong is named, and what to do
listen "$T/zeros.raw"
bench --seconds 6 --no-play
same "status" 1 $STATUS
has "$SAID" "^level       TO DO  muted"
has "$(cat "$T/stderr")" "1 of 7 are to be put right"
lacks "$SAID" "loudspeaker"
listen "$T/loud.raw"
bench --seconds 2 --no-play
has "$SAID" "^clipping    TO DO  .*turn the microphone down"
listen "$T/far.raw"
bench --seconds 2 --no-play
has "$SAID" "^level       TO DO  nothing was heard"
bench --seconds 1 --no-play --papers "$T/none.json"
has "$SAID" "^papers      TO DO "
"$BIN/marac-recorder" test --home "$T/nowhere" --device room --seconds 1 \
	--no-play >"$T/said" 2>"$T/stderr" && fail "a home that is not there"
has "$(cat "$T/said")" "^disk        TO DO "
has "$(cat "$T/said")" "^device key  TO DO  .*device-key"
[ ! -e "$T/nowhere" ] || fail "it made a home"
"$BIN/marac-recorder" test --home "$H" --device cellar --seconds 1 \
	>"$T/said" 2>"$T/stderr" && fail "a microphone that is not there"
has "$(cat "$T/said")" '^microphone  TO DO  .*cellar'
has "$(cat "$T/said")" "^device key  ok "
echo stall >"$CONTROL"
listen "$T/good.raw"
bench --seconds 1 --no-play
has "$SAID" "^microphone  TO DO "
: >"$CONTROL"

# while a recorder runs it is not disturbed
"$KIT" timecode 10 >"$T/code.raw"
listen "$T/code.raw"
record
refuses 1 "$BIN/marac-recorder" test --home "$H" --device room --seconds 1
has "$SAID" "so as not to disturb it.*running"

# the notice, played: logged at its end
sox -n -r 44100 -b 16 -c 1 "$T/notice.wav" synth 1 sine 300 vol 0.2
rm -f "$T/played"
refuses 1 "$BIN/marac-recorder" announce --home "$H" --play "$T/none.wav"
has "$SAID" "not played, and is not logged"
refuses 1 "$BIN/marac-recorder" announce --home "$H" --play "$T/papers.json"
has "$SAID" "not played, and is not logged"
ALSA_CONFIG_PATH=/dev/null \
	refuses 1 "$BIN/marac-recorder" announce --home "$H" \
	--play "$T/notice.wav"
has "$SAID" "not played, and is not logged"
field_is announced false || fail "a notice that was not played is logged"
say announce --play "$T/notice.wav"
has "$(cat "$T/said")" "the notice was read aloud"
field_is announced true || fail "the notice is not logged"
[ "$(stat -c %s "$T/played")" -ge 96000 ] || fail "the notice was not played"
cp "$T/played" "$T/once"
refuses 1 "$BIN/marac-recorder" announce --home "$H" --play "$T/notice.wav"
has "$SAID" "announced already"
cmp "$T/once" "$T/played" || fail "it was played and then refused"
