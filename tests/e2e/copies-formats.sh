#!/usr/bin/env bash
# Goal: what a recipient gets, in either format, says nothing but its sound.
# Everybody with the same entitlement shares one rendition.  The Opus file's
# loudness tag is what an independent meter finds, to 0.5 LU, for a case of
# whole segments, for one whose edges moved, and for two that are as loud as
# a whisper and a shout; it has no other tag but a neutral title.  The MP3
# beside it is listed first, has no tag at all, the same length and the same
# tone, about -18 LUFS, comes by range, counts as collected when all of it was
# fetched, and goes with the copy.  Judged by opusinfo, ffmpeg and tones.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"
A=3000 B=3800 C=4600
# shellcheck disable=SC2034 # for toned.sh
ALL="$A $B $C"
# shellcheck source=tests/e2e/toned.sh
. "$ROOT/tests/e2e/toned.sh"

# louder DB: what was just played, by so much
louder() {
	sox -R -t raw -e signed -b 16 -c 1 -r 48000 "$T/meeting.raw" -t raw \
		"$T/louder.raw" gain "$1"
	cat "$T/louder.raw" >>"$T/all.raw"
	: >"$T/meeting.raw"
}
plays 960336 $A # 20.007 s; "next" comes at 25.007 s
louder -1
plays 960000 $B
louder -14
plays 575664 $C
louder -8
mv "$T/all.raw" "$T/meeting.raw"
toned_wav
cat >"$T/marks.csv" <<-END
	at,kind,item,person,words,owner,due
	0:00:00,announce,,,,,
	0:00:00,join,,1,,,
	0:00:00,join,,2,,,
	0:00:00,join,,4,,,
	0:00:00,item,1,,,,
	0:00:25.007,item,2,,,,
	0:00:25.007,late,,,5,,
	0:00:40.007,item,3,,,,
	0:00:52,end,,,,,
END
accept_store
accept_import M-1 "$T/meeting.wav" "$T/marks.csv"
accept_send M-1
row "copies and what they share" '9|3|3' \
	'SELECT (SELECT count(*) FROM copy), (SELECT count(*) FROM rendition
	 WHERE id IN (SELECT rendition_id FROM copy)),
	 (SELECT count(*) FROM rendition_mp3)'
accept_serve
accept_fetch cora P1

lufs() { # FILE
	ffmpeg -nostdin -hide_banner -i "$1" -af ebur128 -f null - 2>&1 |
		sed -n 's/^ *I: *\(-[0-9.]*\) LUFS/\1/p' | tail -n 1
}
near() { # WHAT WANTED GOT WITHIN
	awk -v a="$2" -v b="$3" -v d="$4" \
		'BEGIN { exit !(a - b <= d && b - a <= d) }' ||
		fail "$1: $2 wanted, $3 got"
}
n=0
for hz in $A $B $C; do
	n=$((n + 1))
	at=$(echo "$COPIES" | sed -n ${n}p)
	opus=$T/got/cora-$n.opus
	mp3=$T/got/cora-$n.mp3
	opusinfo "$opus" >"$T/info"
	gain=$(sed -n 's/.*R128_TRACK_GAIN=\(-*[0-9]*\)$/\1/p' "$T/info")
	[ -n "$gain" ] || fail "copy $n has no loudness tag"
	level=$(lufs "$opus")
	near "loudness tag of copy $n" \
		"$(awk -v l="$level" 'BEGIN { print -23 - l }')" \
		"$(awk -v g="$gain" 'BEGIN { print g / 256 }')" 0.5
	echo "copy $n: $level LUFS, R128_TRACK_GAIN $gain" >&2
	same "the other tags of copy $n" 'TITLE=Document' \
		"$(sed -n 's/^\t\([A-Z0-9_]*=.*\)/\1/p' "$T/info" |
			grep -v '^R128_TRACK_GAIN=')"

	web -f -b "$T/cora.jar" -D "$T/head" -o "$mp3" \
		"$WEB$at/save/document.mp3"
	has "$(cat "$T/head")" '^Content-Type: audio/mpeg'
	has "$(cat "$T/head")" 'attachment; filename="document.mp3"'
	same "what it is" 'mp3,24000,1' "$(ffprobe -v error -of csv=p=0 \
		-show_entries stream=codec_name,sample_rate,channels "$mp3")"
	same "its tags" '' "$(ffprobe -v error -of csv=p=0 \
		-show_entries format_tags:stream_tags "$mp3")"
	# Where each would stand: three letters stand anywhere by chance.
	if head -c 3 "$mp3" | grep -qa '^ID3' ||
		head -c 200 "$mp3" | grep -qa 'Xing\|Info' ||
		tail -c 128 "$mp3" | grep -qa '^TAG' ||
		grep -qa 'APETAGEX\|LYRICSBEGIN' "$mp3"; then
		fail "MP3 $n has a tag"
	fi
	ffmpeg -v error -nostdin -i "$mp3" -ar 48000 -f s16le "$mp3.raw"
	accept_decode "$opus"
	near "its length" "$(accept_samples "$opus")" \
		"$(($(stat -c %s "$mp3.raw") / 2))" 6000
	near "its loudness" -18 "$(lufs "$mp3")" 3
	# shellcheck disable=SC2034 # for toned.sh
	PRESENT=-2400 # as loud as it should be, not as it was
	only "MP3 $n" "$mp3" "$hz"
done

# The page and its ranges.
one=$(echo "$COPIES" | sed -n 1p)
three=$(echo "$COPIES" | sed -n 3p)
web -b "$T/cora.jar" "$WEB$one" >"$T/page"
same "listed first" "$one/document.mp3
$one/document.opus" "$(grep -o '<source src="[^"]*' "$T/page" |
	cut -d'"' -f2)"
web -f -b "$T/cora.jar" -r 1000-1999 -o "$T/part" "$WEB$one/document.mp3"
tail -c +1001 "$T/got/cora-1.mp3" | head -c 1000 | cmp - "$T/part"
accept_fetch hari P4
# noted when the last byte has left, which may be after it has come
collected() { # PERSON COPIES
	[ "$(sqlite3 -readonly "$S/marac.db" "SELECT count(*) FROM copy c
		JOIN person p ON p.id = c.person_id WHERE p.ref = '$1'
		AND collected_at IS NOT NULL")" = "$2" ]
}
until_true 10 collected P4 3
rm "$T/charlie.jar" 2>/dev/null || true
accept_link charlie
accept_code P2
accept_in "$LINK" "$CODE" "$T/charlie.jar"
accept_copies "$T/charlie.jar"
web -f -b "$T/charlie.jar" -o "$T/whole" \
	"$WEB$(echo "$COPIES" | sed -n 2p)/document.mp3"
until_true 10 collected P2 1

# Gone with the copy, for everybody who had it; the rest stays.
objects() { find "$S/objects" -name '*.sealed' | wc -l; }
before=$(objects)
sqlite3 -readonly "$S/marac.db" "SELECT c.id FROM copy c JOIN marac_case k
	ON k.id = c.case_id WHERE k.reference = 'NS-0103'" >"$T/ids"
while read -r id; do
	distributor withdraw "$id" --reason "A test" --by cora >>"$LOGS/withdraw"
done <"$T/ids"
same "a withdrawn MP3" 404 \
	"$(web_status -b "$T/cora.jar" "$WEB$three/document.mp3")"
same "another" 200 \
	"$(web_status -b "$T/cora.jar" "$WEB$one/document.mp3")"
# its child's file goes on playing the rendition, if it is the same one
left=$(sqlite3 -readonly "$S/marac.db" 'SELECT (SELECT count(*)
	FROM rendition) + (SELECT count(*) FROM rendition_mp3)')
same "files in objects/" "$left" "$(objects)"
[ "$before" -ge "$left" ] || fail "files came to be"
accept_finish
