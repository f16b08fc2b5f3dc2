# shellcheck shell=bash
# toned -- a meeting of speech in which every part has a loud tone of its own,
# and what of them is in a download.  Sourced after accepting.sh; ALL names the
# tones, in Hz: speech ends at 2.5 kHz, so that only a tone is where a tone is
# looked for.
#
#	quiet SAMPLES		nothing, into the meeting
#	plays SAMPLES HZ	speech with a tone of a fifth of full scale
#	toned_wav		all that as $T/meeting.wav
#	only WHAT FILE HZ...	of ALL the tones these are in FILE.raw, and no other
#	frames SAMPLES		whole frames of 20 ms: what a part takes that is
#				not the last; JOIN samples of silence join two
#
# In hundredths of dB of full scale the tones are planted at -1398 (a fifth).  A
# codec that was given one part alone makes up to -4600 of its own at the
# others' tones, mostly where sound begins at once.  LIMIT lies between; in a
# Hann window of 20 ms it is passed by a tone that comes through whole for more
# than 24 samples, half a millisecond.
#
# Where one tone takes another's place, libopus 1.3.1 overshot in the master itself
# in 6 of 25 meetings of eleven tones, as they are planted here: 200 ms up to 13 dB
# too loud, with -1300 at the others' tones, and so in all that is cut of it.  Such
# bursts are left out (tones -b), and may be no more than BURST per mille.

WINDOW=960
LIMIT=-4000
PRESENT=-1700
BURST=100
# shellcheck disable=SC2034 # for the test that sources this
JOIN=24000

espeak-ng -s 165 -w "$T/words.wav" "$(yes 'The school saw the child on Monday,
	and the nurse will visit on Thursday at nine.' | head -n 12)"
sox -R "$T/words.wav" -r 48000 -b 16 "$T/speech.wav" gain -n -12 \
	sinc -t 300 -2500 repeat 5
: >"$T/meeting.raw"

quiet() {
	head -c $((2 * $1)) /dev/zero >>"$T/meeting.raw"
}

plays() {
	sox -R -r 48000 -n -b 16 "$T/tone.wav" synth "${1}s" sine "$2" vol 0.2
	sox -R -D -m -v 1 "$T/speech.wav" -v 1 "$T/tone.wav" -t raw -e signed \
		-b 16 - trim 0 "${1}s" >>"$T/meeting.raw"
}

toned_wav() {
	sox -t raw -e signed -b 16 -c 1 -r 48000 "$T/meeting.raw" \
		"$T/meeting.wav"
}

tones() {
	# shellcheck disable=SC2086 # one word a tone
	"$BIN/tones" -b $WINDOW $ALL <"$1"
}

only() {
	what=$1
	file=$2
	shift 2
	tones "$file.raw" >"$T/heard"
	while read -r hz peak at _; do
		if [ "$hz" = burst ]; then
			[ "$peak" -le $BURST ] ||
				fail "$what: $peak per mille of it are bursts"
			continue
		fi
		case " $* " in
		*" $hz "*)
			[ "$peak" -ge $PRESENT ] ||
				fail "$what: its own tone $hz is only $peak"
			;;
		*)
			[ "$peak" -le $LIMIT ] || fail \
				"$what: the tone $hz is in it, $peak at sample $at"
			;;
		esac
	done <"$T/heard"
}

frames() {
	echo $((($1 + 959) / 960 * 960))
}
