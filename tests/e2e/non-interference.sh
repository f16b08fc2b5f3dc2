#!/usr/bin/env bash
# Goal: a copy says nothing of the case before it.  The same case B is recorded
# behind A1 and behind A2: the two copies of B are the same, packet for packet,
# but for serial number and tags.  Where B's beginning was moved by 20 s, and so
# lies in the middle of A's recording, they are the same from the first
# independence point on, which comes within 12 s.  Nothing of A or of C, the case
# behind, is under pre-skip or end trim: with both taken out of the file, and
# remuxed to CAF, there are zeros only.  Judged by oggz-dump, opusdec and ffmpeg.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"

# say VOICE SAMPLES LEVEL FILE WORDS: talk, loud, over the whole length
say() {
	espeak-ng -v "$1" -s 170 -w "$T/words.wav" "$(yes "$5" | head -n 30)"
	sox -D "$T/words.wav" -b 16 -t raw -e signed "$4" rate 48000 \
		silence 1 1s 1% gain -n "$3" trim 0 "${2}s"
	same "samples of $4" "$2" "$(($(stat -c %s "$4") / 2))"
}
SILENT=14400 # 0.3 s of zeros
say en-gb+m3 672240 -1 "$T/a1" 'The officers went to the flat and nobody was in.'
say en-gb+f2 672240 -1 "$T/a2" 'She moved house in June; nobody may know where.'
say en-gb+m1 1995024 -3 "$T/b" 'The school nurse sees both children on Monday.'
say en-gb+f4 576000 -1 "$T/c" 'He rang her sister again on Saturday night.'
# B is silent where it meets the others, who are not: what is heard there, and
# under pre-skip and end trim, is not B's.
zeros() {
	head -c $((2 * $1)) /dev/zero
}
{
	zeros $SILENT
	cat "$T/b"
	zeros $SILENT
} >"$T/bb"
# A point falls into the same pause, so that it falls at the same time behind
# either A.
for a in a1 a2; do
	zeros 9600 | dd of="$T/$a" bs=2 seek=528000 conv=notrunc status=none
done

# a frame ends in neither edge: A is 14.005 s, B 42.163 s
meeting() { # REF A CSV
	{
		zeros 48000
		cat "$T/$2" "$T/bb" "$T/c"
	} | sox -t raw -e signed -b 16 -c 1 -r 48000 - "$T/$1.wav"
	{
		echo at,kind,item,person,words,owner,due
		echo 0:00:00,announce,,,,,
		for n in 1 2 3 4 5; do
			echo 0:00:00,join,,$n,,,
		done
		cat
		echo 0:01:09,end,,,,,
	} >"$T/$1.csv"
	accept_import "$1" "$T/$1.wav" "$T/$1.csv"
	accept_send "$1"
	accept_fetch cora P1 "$1"
}

accept_people
for ref in M-2 M-3 M-4; do
	accept_meeting $ref NS-0101 NS-0102 NS-0103 NS-0104
done
accept_store
accept_serve
for one in M-1:a1 M-2:a2; do
	meeting ${one%:*} ${one#*:} <<-END
		0:00:01,item,1,,,,
		0:00:15.005,item,2,,,,
		0:00:57.168,item,3,,,,
	END
done
for one in M-3:a1 M-4:a2; do
	meeting ${one%:*} ${one#*:} <<-END
		0:00:01,item,1,,,,
		0:00:35.005,item,2,,,,
		0:00:35.005,late,,,20,,
		0:01:02.168,item,3,,,,
		0:01:02.168,late,,,5,,
	END
done

# packets NAME: a line for each: number, time, length, hash, by ffprobe
packets() {
	ffprobe -v error -show_packets -show_data_hash sha256 \
		-show_entries packet=pts,size,data_hash -of flat \
		"$T/got/$1.opus" | sed -n 's/^packets\.packet\.//p' |
		grep -v side_data | awk -F . '
			$1 != n { if (NR > 1) print line; n = $1; line = "" }
			{ line = line " " $0 }
			END { print line }' >"$T/$1.packets"
	has "$(head -n 1 "$T/$1.packets")" 'size=.*data_hash="SHA256:[0-9a-f]*"'
}
# alike WHAT FROM NAME NAME: the same number of packets, and the same ones
# from FROM on.  EARLIER is how many before that differ.
alike() {
	packets "$3"
	packets "$4"
	same "$1: packets" "$(wc -l <"$T/$3.packets")" \
		"$(wc -l <"$T/$4.packets")"
	EARLIER=$(head -n $(($2 - 1)) "$T/$3.packets" |
		diff --unchanged-line-format= --old-line-format=x \
			--new-line-format= - <(head -n $(($2 - 1)) \
				"$T/$4.packets") | wc -c)
	cmp <(tail -n +"$2" "$T/$3.packets") <(tail -n +"$2" "$T/$4.packets") ||
		fail "$1: packets differ from number $2 on"
}
alike "B behind A1 and A2" 1 M-1-2 M-2-2
same "B's packets: 20 ms each, and pre-skip" 2109 \
	"$(wc -l <"$T/M-1-2.packets")"
same "the header" "$(head -c 47 "$T/got/M-1-2.opus" | tail -c 19 | xxd -p)" \
	"$(head -c 47 "$T/got/M-2-2.opus" | tail -c 19 | xxd -p)"
# From 12 s on, that is from the 601st packet.  Before it they must differ, or
# this test would see nothing: what the codec remembers of A1 is not A2.
alike "B with its edge moved" 601 M-3-2 M-4-2
[ "$EARLIER" -gt 100 ] || fail "no influence was there to be limited"
alike "C with its edge moved" 1 M-3-3 M-4-3
# A1 is not A2, and all can be told apart.
if (alike "A1 and A2" 1 M-1-1 M-2-1) >"$T/said" 2>&1; then
	fail "A1 and A2 are the same"
fi

# what that influence is: at least 12 dB below B, so noise of the codec
whole() { # NAME: all that a player plays
	accept_decode "$T/got/$1.opus"
}
whole M-3-2
whole M-4-2
level() { # hundredths of dB, root mean square
	sox "$@" -n trim 0 12 stats 2>&1 |
		awk '/^RMS lev dB/ { printf "%d\n", $4 * 100 }'
}
loud=$(level "$T/got/M-3-2.opus.wav")
left=$(level -m -v 1 "$T/got/M-3-2.opus.wav" -v -1 "$T/got/M-4-2.opus.wav")
[ "$left" -le $((loud - 1200)) ] ||
	fail "A's influence on B is $left, B itself $loud"

# loudest FILE FROM COUNT: the greatest sample there, in steps of 16 bit
loudest() {
	tail -c +$((2 * $2 + 1)) "$1" | head -c $((2 * $3)) |
		od -An -v -td2 -w2 |
		awk '{ v = $1 < 0 ? -$1 : $1; if (v > m) m = v }
			END { if (NR == 0) exit 1; print m }'
}

# Everything that is in the packets, three ways: decoded without skipping
# anything, remuxed to CAF, and with pre-skip 0 in the header.
crc() { # of the bytes in hexadecimal on standard input, as Ogg has it
	c=0
	for byte in $(od -An -v -tu1); do
		c=$((c ^ byte << 24))
		for _ in 1 2 3 4 5 6 7 8; do
			c=$(((c << 1 ^ (c >> 31) * 0x04c11db7) & 0xffffffff))
		done
	done
	printf '\\x%02x\\x%02x\\x%02x\\x%02x' $((c & 255)) $((c >> 8 & 255)) \
		$((c >> 16 & 255)) $((c >> 24))
}
page() { # FILE CRC: its first page with that in the checksum's place
	head -c 22 "$1"
	printf '%b' "$2"
	tail -c +27 "$1" | head -c 21
}
bare() {
	file=$T/got/$1.opus
	whole "$1"
	long=$(accept_samples "$file")
	all=$(($(wc -l <"$T/$1.packets") * 960))
	ffmpeg -v error -y -flags2 skip_manual -i "$file" -f s16le "$T/all.raw"
	same "$1: all samples" $((2 * all)) "$(stat -c %s "$T/all.raw")"
	ffmpeg -v error -y -i "$file" -c copy "$T/remuxed.caf"
	ffmpeg -v error -y -i "$T/remuxed.caf" -f s16le "$T/caf.raw"
	cmp "$T/all.raw" "$T/caf.raw" || fail "$1: CAF holds something else"

	cp "$file" "$T/zero.opus"
	printf '\0\0' | dd of="$T/zero.opus" bs=1 seek=38 conv=notrunc \
		status=none
	page "$T/zero.opus" "$(page "$T/zero.opus" '\0\0\0\0' | crc)" |
		dd of="$T/zero.opus" conv=notrunc status=none
	accept_decode "$T/zero.opus"
	same "$1: samples with pre-skip 0" $((long + 312)) \
		"$(accept_samples "$T/zero.opus")"
}
# hidden NAME MOST: no sample before B's beginning or behind its end is above
# MOST; A and C speak at up to 29,000 there.
hidden() {
	for where in "all.raw 0 312" "zero.opus.raw 0 312" \
		"all.raw $((312 + long)) $((all - 312 - long))"; do
		read -r from first count <<<"$where"
		found=$(loudest "$T/$from" "$first" "$count")
		[ "$found" -le "$2" ] ||
			fail "$1: $found in $from behind sample $first"
	done
}
# A whole segment: zeros, as two decoders round them.
for one in M-1-2 M-2-2; do
	packets $one
	bare $one
	hidden $one 2
done
# A moved edge: B begins inside a frame that the codec coded together with A's
# end, so what that smears over B's first 40 ms is B's to hear, -40 dB at most;
# before it comes only the codec's own echo of that, -60 dB at most.
for one in M-3-2 M-4-2; do
	packets $one
	bare $one
	hidden $one 33
	[ "$(loudest "$T/all.raw" 312 1920)" -le 328 ] ||
		fail "$one: too much of A rings on behind the edge"
	[ "$(loudest "$T/all.raw" 2232 9600)" -le 16 ] ||
		fail "$one: A is heard where B is silent"
done
accept_finish
