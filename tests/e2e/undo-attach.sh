#!/usr/bin/env bash
# Goal: what was taken back in the meeting is as if it had never been pressed,
# all the way to who hears what: the announcement, a mistaken next, who joined
# and left, a closed session, its end, a late boundary, marks.  Recorder and
# distributor read the same journal the same way.
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/storing.sh
. "$ROOT/tests/e2e/storing.sh"
. "$(dirname "$0")/recording.sh"

store init >/dev/null
mkdir "$T/csv"
cat >"$T/csv/people.csv" <<-END
	ref,name,aliases,agency,title
	P1,Cora Sample,,Northshire Council,Coordinator
	P2,Charlie Example,,Northshire Police,Detective inspector
	P3,Iris Invented,,Northshire IDVA Service,IDVA
	P4,Hari Placeholder,,Northshire Health,Health visitor
	P10,Mary Testfield,,,
	P12,Tess Testfield,,,
	P20,Molly Mockford,,,
	P22,Nell Mockford,,,
	P30,Vera Fictional,,,
	P32,Bea Fictional,,,
END
cat >"$T/csv/children.csv" <<-END
	person,born_on,expected_on,school,interpreter,flags,understands,understanding_by,understanding_on,supporter
	P12,2012-05-14,,Invented Academy,,,no,,,
	P22,2021-03-30,,Little Sample Nursery,,,no,,,
	P32,2019-09-01,,Invented Primary,,,no,,,
END
cat >"$T/csv/cases.csv" <<-END
	reference,victim,children,perpetrators,criteria,dash_score,last_referral_on
	NS-0101,P10,P12,,professional judgement,9,2026-11-03
	NS-0102,P20,P22,,visible high risk,17,2026-11-05
	NS-0103,P30,P32,,escalation,12,2026-11-09
END
echo person,child,kind,parental_responsibility,source_of_harm,valid_from,valid_to >"$T/csv/relationships.csv"
for n in 1 2 3; do
	echo "P${n}0,P${n}2,mother,yes,no,," >>"$T/csv/relationships.csv"
done
cat >"$T/csv/meetings.csv" <<-END
	ref,type,area,venue,planned,chair,coordinator
	M-1,marac,Northshire,Sample House,2026-11-23 09:30,P2,P1
END
cat >"$T/csv/attendance.csv" <<-END
	meeting,person,capacity,statement_signed
	M-1,P1,core,2026-11-23
	M-1,P2,core,2026-11-23
	M-1,P3,core,2026-11-23
	M-1,P4,core,2026-11-23
END
cat >"$T/csv/agenda.csv" <<-END
	meeting,number,kind,case,referrer,deferred
	M-1,1,discussion,NS-0101,Northshire Police,
	M-1,2,discussion,NS-0102,Northshire Police,
	M-1,3,discussion,NS-0103,Northshire Police,
END
for kind in people children cases relationships meetings attendance agenda; do
	store import $kind "$T/csv/$kind.csv" >>"$T/imported"
done
store papers M-1 --out "$T/papers.json" >"$T/numbers"
mkdir "$H"
store key trust "Test recorder" \
	"$("$BIN/marac-recorder" device-key --home "$H")" >>"$T/imported"
number() { # PERSON'S NAME: what the papers call them
	sed -n "s/^  person \([0-9]*\) .*$1.*/\1/p" "$T/numbers"
}
CORA=$(number Cora) CHARLIE=$(number Charlie) IRIS=$(number Iris)
HARI=$(number Hari)

"$KIT" timecode 10 >"$T/code.raw"
microphone "$T/code.raw" on
record
M=$(find "$H/meetings" -mindepth 1 -maxdepth 1 -type d)
entry() { sed -n 's/.*(entry \([0-9]*\)).*/\1/p' "$T/said"; }

# before the start
say announce
say undo
say announce
ANNOUNCED=$(entry)
for who in "$CORA" "$CHARLIE" "$IRIS"; do
	say join "$who"
done
say start
until_true 60 written 48000

# item 1: a mistaken next, a mistaken leave, a mistaken join
say next
until_true 60 written $(($(field sample) + 24000))
say mark decision
GONE=$(entry)
say undo
say undo
field_is item 1 || fail "the first item does not go on"
say leave "$IRIS"
until_true 60 written $(($(field sample) + 24000))
say undo
say join "$HARI"
until_true 60 written $(($(field sample) + 24000))
say undo

# a closed session that was none, one that was, and went on after an end that
# was none
say closed
until_true 60 written $(($(field sample) + 24000))
say undo
say closed
CLOSED=$(entry)
until_true 60 written $(($(field sample) + 24000))
say open
until_true 60 written $(($(field sample) + 24000))
say undo
field_is closed true || fail "the closed session does not go on"
until_true 60 written $(($(field sample) + 24000))
say open
OPENED=$(entry)
until_true 60 written $(($(field sample) + 48000))

# item 2, late, and not late after all; the wall of the session that was none
# does not count, the other one does
say next
TWO=$(entry)
say late 1
say undo
until_true 60 written $(($(field sample) + 48000))
say mark risk
STAYS=$(entry)
say next
THREE=$(entry)
say late 1
EDGE=$(entry)
until_true 60 written $(($(field sample) + 24000))
say end
daemon_ended
journal >"$T/journal"
sample() { # of the entry NUMBER
	sed -n "s/^$1 .*sample=\(-\{0,1\}[0-9]*\).*/\1/p" "$T/journal"
}
ENDED=$(journal | sed -n 's/^\([0-9]*\) ended .*/\1/p')

"$BIN/marac-distributor" --store "$S" attach "$M" >"$T/attached" 2>&1 ||
	fail "attach: $(cat "$T/attached")"
lacks "$(cat "$T/attached")" "stays where it was marked"
row "where the items are" "1 0 $(sample "$TWO")
2 $(sample "$TWO") $(sample "$EDGE")
3 $(sample "$EDGE") $(sample "$ENDED")" "SELECT number || ' ' || from_sample ||
	' ' || to_sample FROM passage p JOIN agenda_item i ON i.id = item_id
	ORDER BY from_sample"
[ "$(sample "$EDGE")" -lt "$(sample "$THREE")" ] || fail "late moved nothing"
row "the announcement that counts" \
	"$(sed -n "s/^$ANNOUNCED .*wall=\([0-9]*\).*/\1/p" "$T/journal")" \
	"SELECT announced_at FROM meeting WHERE ref = 'M-1'"

row "marks that stand" "$STAYS risk" "SELECT seq || ' ' || kind FROM mark k
	WHERE kind IN ('action', 'decision', 'risk', 'note') AND NOT EXISTS
	(SELECT 1 FROM mark u WHERE u.kind = 'undone' AND u.supersedes = k.seq)"
has "$(cat "$T/journal")" "^$GONE decision "

# who hears what, in samples: Iris was there all along, and hears all but the
# closed session that was one; Hari was never there
explain() { # PERSON FILTER
	"$BIN/marac-distributor" --store "$S" explain M-1 "$1" --json |
		jq -c "$2"
}
# shellcheck disable=SC2016 # the filter's variable, not the shell's
same "what Iris does not hear" \
	"[\"NS-0101\",\"closed\",$(sample "$CLOSED"),$(sample "$OPENED")]" \
	"$(explain P3 '.[] | .case as $c | .not_heard[] | [$c, .why, .from, .to]')"
same "what Iris would hear of the first case" \
	$(($(sample "$TWO") - $(sample "$OPENED") + $(sample "$CLOSED"))) \
	"$(explain P3 '.[0].would_hear')"
same "what Hari would hear" "[0,0,0]" \
	"$(explain P4 '[.[].would_hear]')"
