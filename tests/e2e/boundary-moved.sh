#!/usr/bin/env bash
# Goal: "next item" was pressed six seconds late, and nobody said so in the
# meeting.  Moving the boundary afterwards shows whose copies it alters before
# anything is kept; it crosses no break; kept, it stops the copies that are out
# until both cases are released, decided and heard anew; then no copy and no
# child's file has the neighbour's tone; words typed in the stretch, and what is
# withheld in it, go with it; attendance stays.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"

A=3000 B=3800 NAME=4600
# shellcheck disable=SC2034 # toned.sh reads it
ALL="$A $B $NAME"
# shellcheck source=tests/e2e/toned.sh
. "$ROOT/tests/e2e/toned.sh"

quiet 96000       # 2 s before the first item
plays 1152000 $A  # to 26 s; "next" comes at 32 s
plays 48000 $B    # to 27 s
plays 48000 $NAME # to 28 s: a refuge is named, about the second case
plays 864000 $B   # to 46 s; the break is at 40 s
toned_wav
cat >"$T/marks.csv" <<-END
	at,kind,item,person,words,owner,due
	0:00:00,announce,,,,,
	0:00:00,join,,1,,,
	0:00:00,join,,4,,,
	0:00:02,item,1,,,,
	0:00:29,action,,,Tell the nursery,Northshire Police,2026-12-01
	0:00:29.5,leave,,4,,,
	0:00:32,item,2,,,,
	0:00:40,break,,,,,
	0:00:43,resume,,,,,
	0:00:46,end,,,,,
END
accept_store
accept_import M-1 "$T/meeting.wav" "$T/marks.csv"
accept_attach
store confirm-safety NS-0101 --by-name "Iris Invented" --capacity idva \
	>>"$LOGS/safety"
accept_decide M-1 NS-0101 P10
accept_serve
accept_send M-1
accept_fetch cora P1 before
accept_fetch hari P4 before
accept_fetch mary P10 marked
MARY=$T/got/marked-1.opus
MARYS=$COPIES
accept_decode "$MARY"
same "the copy as it was marked" 1440000 "$(accept_samples "$MARY")"
only "the copy as it was marked" "$MARY" $A $B $NAME # it can be seen

# It is only proposed, for the first case; the tone is not the second's yet.
same "the session before" 200 "$(web_status -b "$T/mary.jar" \
	"$WEB$MARYS/save/document.opus")"
distributor withhold M-1 NS-0101 0:00:27 0:00:28 --reason "A refuge" \
	--by cora >>"$LOGS/correct"

passages() {
	sqlite3 -readonly "$S/marac.db" "SELECT i.number, p.from_sample / 48,
		p.to_sample / 48 FROM passage p JOIN agenda_item i
		ON i.id = p.item_id ORDER BY p.from_sample"
}
MARKED="1|2000|32000
2|32000|40000
2|43000|46000"
same "the passages" "$MARKED" "$(passages)"
attended() {
	sqlite3 -readonly "$S/marac.db" "SELECT attendance_id, kind, sample
		FROM mark WHERE kind IN ('join', 'leave')"
}
ATTENDED=$(attended)
move() {
	distributor boundary M-1 "$@" --reason "Pressed late" --by cora
}
no_move() {
	accept_refused boundary M-1 "$@" --reason "Pressed late" --by cora
}

# Looking changes nothing; forgetting to say --yes does not either.
SHOWN=$(move 2 0:00:26 --dry-run)
has "$SHOWN" 'Item 2 begins at 0:00:26 instead of 0:00:32'
has "$SHOWN" '^NS-0101: gains 0.0 s, loses 6.0 s'
has "$SHOWN" '^NS-0102: gains 6.0 s, loses 0.0 s'
has "$SHOWN" 'Mary Testfield .*copy 1 *stops\|Mary Testfield .*; copy [0-9]* stops'
has "$SHOWN" 'Cora Sample  .*; copy [0-9]* stops'
lacks "$SHOWN" 'Frank Testfield'
same "as by --late" "$SHOWN" "$(move 2 --late 6 --dry-run)"
no_move 2 0:00:26
has "$SAID" 'nothing is changed'
same "the passages after looking" "$MARKED" "$(passages)"
row "boundaries kept" 0 'SELECT count(*) FROM boundary'

# What it cannot do.
no_move 2 0:00:40.5 --yes
has "$SAID" 'only from 0:00:02 to 0:00:40'
no_move 2 0:00:01 --yes
no_move 2 0:00:32 --yes
has "$SAID" 'begins there already'
no_move 3 0:00:26 --yes
no_move 2 26 --yes
no_move 2 --yes
accept_refused boundary M-1 2 0:00:26 --reason x --by worker --yes
accept_refused boundary M-1 2 0:00:26 --by cora --yes

move 2 0:00:26 --yes >>"$LOGS/correct"
same "the passages" "1|2000|26000
2|26000|40000
2|43000|46000" "$(passages)"
same "attendance" "$ATTENDED" "$(attended)"
row "whose action it is" NS-0102 'SELECT reference FROM action
	JOIN marac_case c ON c.id = case_id'
row "where the words were said" 2 "SELECT number FROM mark
	JOIN agenda_item i ON i.id = item_id WHERE mark.kind = 'action'"
has "$(distributor withheld M-1)" 'NS-0102 .* from everybody .*proposed: A refuge'
row "audited" 1 "SELECT count(*) FROM audit_event
	WHERE what = 'boundary.moved' AND why = 'Pressed late'"
row "in the children's files" \
	"P12|A boundary was moved: the recording is 0:00:24 instead of 0:00:30.
P22|A boundary was moved: the recording is 0:00:17 instead of 0:00:11." \
	"SELECT p.ref, f.text FROM file_note f
	JOIN child c ON c.id = f.child_id JOIN person p ON p.id = c.person_id
	WHERE f.text LIKE 'A boundary%' ORDER BY 1"

# Everything that stood on it is void: the copy that is out answers no more.
same "the open session" 404 "$(web_status -b "$T/mary.jar" \
	"$WEB$MARYS/save/document.opus")"
row "what stands of these two" "0|0" 'SELECT
	(SELECT count(*) FROM case_release WHERE void_at IS NULL AND case_id < 3),
	(SELECT count(*) FROM decision WHERE void_at IS NULL)'

# Anew.  What is not approved yet holds the copies of both cases.
distributor decide M-1 NS-0101 P10 send --reason "Safe route" --by cora \
	>>"$LOGS/decide"
accept_refused approve M-1 NS-0101 P10 --by chair
has "$SAID" 'were not heard'
distributor audition M-1 NS-0101 P10 --by chair >"$T/edges.opus"
{
	distributor approve M-1 NS-0101 P10 --by chair
	distributor release M-1 --by chair
} >>"$LOGS/decide"
has "$(distributor copies M-1)" 'held  *Mary Testfield .*withheld'
distributor audition M-1 NS-0101 --by chair >"$T/edges.opus"
distributor audition M-1 NS-0102 --by chair >"$T/edges.opus"
# Nothing of it is left in the first case.
distributor lift 1 --reason "Not of this case" --by cora >>"$LOGS/correct"
for id in $(distributor withheld M-1 | cut -d' ' -f 1); do
	distributor approve-withheld "$id" --by chair >>"$LOGS/correct"
done
{
	distributor release M-1 --by chair
	distributor decide M-1 NS-0101 P10 send --reason "Safe route" --by cora
	distributor approve M-1 NS-0101 P10 --by chair
} >>"$LOGS/decide"
accept_send M-1
accept_fetch mary P10 after
accept_fetch cora P1
accept_fetch hari P4
accept_staff "$T/staff.jar"
accept_file "$T/staff.jar" P12
accept_file "$T/staff.jar" P22

# judge FILE SAMPLES: the first case when it is as long as that was, or else
# the second, of SAMPLES
judge() {
	accept_decode "$1"
	long=$(accept_samples "$1")
	if [ "$long" = 1152000 ]; then
		only "${1##*/}" "$1" $A
	else
		only "${1##*/}" "$1" $B
		same "${1##*/}: samples" "$2" "$long"
	fi
	echo "$long" >>"$T/lengths"
}
LONG_B=$((14 * 48000 + JOIN + 3 * 48000))
number=0
for file in "$T"/got/after-*.opus "$T"/got/cora-*.opus "$T"/got/file-*.opus; do
	number=$((number + 1))
	judge "$file" $LONG_B
done
for file in "$T"/got/hari-*.opus; do
	number=$((number + 1))
	judge "$file" 168000 # he left at 29.5 s
done
same "the lengths" "1 168000 2 $LONG_B 4 1152000" \
	"$(sort -n "$T/lengths" | uniq -c | tr -s ' \n' ' ' | sed 's/^ //; s/ $//')"
same "downloads" 7 $number
accept_finish
