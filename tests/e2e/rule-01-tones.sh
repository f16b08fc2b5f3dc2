#!/usr/bin/env bash
# Goal: rules 1 and 10.  Each case of a meeting has a loud tone of its own, one
# sounds off the record and one in a closed session.  In no copy that anybody
# downloads, and in no child's file, is another's tone at any sample, after
# boundaries were moved with "late" too; the own tone is there to the end; what
# was cut out is missing from the duration, which is what the marks say and what
# the store says.  Judged by opusdec and tones, which know nothing of copies.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"

# HZ of the cases, of off the record, of the closed session.  Speech ends at
# 2.5 kHz, so that only a tone is where a tone is looked for.
A=3000 B=3800 C=4600 D=5400 OFF=6200 CLOSED=7000
# shellcheck disable=SC2034 # toned.sh reads it
ALL="$A $B $C $D $OFF $CLOSED"
# What is measured is in hundredths of dB of full scale; a codec's own noise is
# measured below with opusenc.
# shellcheck source=tests/e2e/toned.sh
. "$ROOT/tests/e2e/toned.sh"

# No boundary is at an edge of a frame of the recording that it lies in.
quiet 96000 # 2 s before the first item
plays 1152336 $A   # to 26.007 s; "next" comes at 28.007 s
plays 479664 $B    # to 36 s
plays 192000 $OFF  # to 40 s
plays 528624 $B    # to 51.013 s; "next" comes at 54.013 s
plays 527376 $C    # to 62 s
plays 288000 $CLOSED
plays 480336 $C    # to 78.007 s; "next" comes at 93.007 s, behind a point
plays 1151664 $D   # to 102 s
plays 288144 $A    # to 108.003 s
toned_wav
cat >"$T/marks.csv" <<-END
	at,kind,item,person,words,owner,due
	0:00:00,announce,,,,,
	0:00:00,join,,1,,,
	0:00:00,join,,2,,,
	0:00:00,join,,3,,,
	0:00:00,join,,4,,,
	0:00:00,join,,5,,,
	0:00:02,item,1,,,,
	0:00:28.007,item,2,,,,
	0:00:28.007,late,,,2,,
	0:00:36,off-record,,,,,
	0:00:40,resume,,,,,
	0:00:54.013,item,3,,,,
	0:00:54.013,late,,,3,,
	0:00:58,leave,,4,,,
	0:01:02,closed,,,,,
	0:01:08,open,,,,,
	0:01:12,join,,4,,,
	0:01:33.007,item,4,,,,
	0:01:33.007,late,,,15,,
	0:01:42,item,1,,,,
	0:01:48.003,end,,,,,
END

accept_store
accept_import M-1 "$T/meeting.wav" "$T/marks.csv"
store confirm-safety NS-0103 --by-name "Iris Invented" --capacity idva \
	>>"$LOGS/safety"
accept_attach
accept_decide M-1 NS-0103 P30
accept_send M-1
accept_serve
accept_fetch cora P1
accept_fetch hari P4
accept_fetch vera P30
accept_staff "$T/staff.jar"
for child in P12 P22 P32 P42; do
	accept_file "$T/staff.jar" $child
done

# What the codec makes of each case's own sound, alone: the noise that no cut
# can be blamed for.
sox -t raw -e signed -b 16 -c 1 -r 48000 "$T/meeting.raw" "$T/alone.wav" \
	trim 2 24.007
opusenc --quiet --bitrate 32 --framesize 20 "$T/alone.wav" "$T/alone.opus"
accept_decode "$T/alone.opus"
only "a codec alone" "$T/alone.opus" $A
# And it would be seen: 48 samples of the next case behind the own one.
sox -t raw -e signed -b 16 -c 1 -r 48000 "$T/meeting.raw" -t raw \
	"$T/leak.raw" trim 2 =26.008
if (only "a leak" "$T/leak" $A) 2>/dev/null; then
	fail "a millisecond of the next case is not seen"
fi

LONG_A=$(($(frames 1152336) + JOIN + 288144))
LONG_B=$(($(frames 479664) + JOIN + 528624))
LONG_C=$(($(frames 527376) + JOIN + 480336))
LONG_D=1151664
# hari was out from 58 s to 72 s
LONG_C_HARI=$(($(frames 335376) + JOIN + 288336))

# judge NAME HZ SAMPLES: one download; its length goes to $T/lengths
judge() {
	file=$T/got/$1.opus
	[ -e "$file" ] || fail "$1 was not downloaded"
	accept_decode "$file"
	only "$1" "$file" "$2"
	same "$1: samples" "$3" "$(accept_samples "$file")"
	oggz-validate "$file" >"$T/said" || fail "$1: $(cat "$T/said")"
	lacks "$(opusinfo "$file" 2>&1)" '[Ww]arning'
	echo "${1%-*}|$3" >>"$T/lengths"
}
judge cora-1 $A $LONG_A
judge cora-2 $B $LONG_B
judge cora-3 $C $LONG_C
judge cora-4 $D $LONG_D
judge hari-1 $A $LONG_A
judge hari-2 $B $LONG_B
judge hari-3 $C $LONG_C_HARI
judge hari-4 $D $LONG_D
judge vera-1 $C $LONG_C
judge file-P12-1 $A $LONG_A
judge file-P22-1 $B $LONG_B
judge file-P32-1 $C $LONG_C
judge file-P42-1 $D $LONG_D
same "downloads" 13 "$(find "$T/got" -name '*.opus' | wc -l)"

# The store says the same lengths, of the same people and files.
sqlite3 -readonly "$S/marac.db" "
	SELECT CASE p.ref WHEN 'P1' THEN 'cora' WHEN 'P4' THEN 'hari'
		ELSE 'vera' END || '|' || r.samples FROM copy c
	JOIN person p ON p.id = c.person_id
	JOIN rendition r ON r.id = c.rendition_id
	WHERE p.ref IN ('P1', 'P4', 'P30')
	UNION ALL SELECT 'file-' || p.ref || '|' || r.samples
	FROM case_recording k JOIN rendition r ON r.id = k.rendition_id
	JOIN case_child cc ON cc.case_id = k.case_id
	JOIN child ON child.id = cc.child_id
	JOIN person p ON p.id = child.person_id" | sort >"$T/said"
sort "$T/lengths" | diff - "$T/said" ||
	fail "the store says other lengths than the downloads have"
accept_finish
