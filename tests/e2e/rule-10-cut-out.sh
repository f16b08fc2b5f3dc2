#!/usr/bin/env bash
# Goal: rule 10.  Off the record, a closed session, an absence and an exclusion
# said only afterwards are cut out of the copies of whom they concern: missing
# from the sound (each has a tone of its own), from the duration, to the sample,
# and from everything else the file says; nobody else's copy is shorter.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"

A=3000 OFF=3800 CLOSED=4600 GONE=5400 OUT=6200
# shellcheck disable=SC2034 # toned.sh reads it
ALL="$A $OFF $CLOSED $GONE $OUT"
# shellcheck source=tests/e2e/toned.sh
. "$ROOT/tests/e2e/toned.sh"

quiet 96000
plays 384000 $A      # 2 s to 10 s
plays 192000 $OFF    # to 14 s
plays 288000 $A      # to 20 s
plays 192000 $CLOSED # to 24 s
plays 288000 $A      # to 30 s
plays 288000 $GONE   # to 36 s, while hari is not there
plays 288000 $A      # to 42 s
plays 192000 $OUT    # to 46 s: hari was asked to go
plays 288000 $A      # to 52 s
toned_wav
cat >"$T/marks.csv" <<-END
	at,kind,item,person,words,owner,due
	0:00:00,announce,,,,,
	0:00:00,join,,1,,,
	0:00:00,join,,4,,,
	0:00:02,item,1,,,,
	0:00:10,off-record,,,,,
	0:00:14,resume,,,,,
	0:00:20,closed,,,,,
	0:00:24,open,,,,,
	0:00:30,leave,,4,,,
	0:00:36,join,,4,,,
	0:00:52,end,,,,,
END
accept_store
accept_import M-1 "$T/meeting.wav" "$T/marks.csv"
accept_attach
distributor exclude M-1 P4 0:00:42 0:00:46 --reason "Asked to go" --by cora \
	>>"$LOGS/correct"
accept_serve
accept_send M-1
accept_fetch cora P1
accept_fetch hari P4
accept_staff "$T/staff.jar"
accept_file "$T/staff.jar" P12

# judge NAME SAMPLES HZ...
judge() {
	name=$1
	long=$2
	shift 2
	file=$(find "$T/got" -name "$name-*.opus")
	accept_decode "$file"
	same "$name: samples" "$long" "$(accept_samples "$file")"
	only "$name" "$file" "$@"
	# A tag or a chapter could say what was cut.
	said=$(opusinfo "$file" 2>&1)
	lacks "$said" '[Ww]arning'
	same "$name: its tags" "TITLE=Document R128_TRACK_GAIN=N " \
		"$(printf '%s\n' "$said" | sed -n \
			's/GAIN=-*[0-9]*$/GAIN=N/; s/^	\([A-Z0-9_]*=\)/\1/p' |
			tr '\n' ' ')"
}
LONG=$((384000 + JOIN + 288000 + JOIN + 28 * 48000))
judge cora $LONG $A $GONE $OUT
judge file-P12 $LONG $A $GONE $OUT
judge hari $((384000 + JOIN + 288000 + JOIN + 288000 + JOIN + 288000 + JOIN + \
	288000)) $A
accept_finish
