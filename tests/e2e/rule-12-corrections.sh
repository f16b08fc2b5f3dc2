#!/usr/bin/env bash
# Goal: rules 3, 10, 11 and 12 for what is corrected after a meeting.  A
# withheld passage is proposed by one, heard at its edges and approved by
# another, and is then silence of the same length in every copy and child's
# file; copies wait in between.  Somebody who was sent out has nothing of that
# part, and their copy is shorter by it.  A conflict declared afterwards takes
# the case away.  A source of harm has a copy only by three persons, and then
# by a decision of two.  Each of these voids what was approved on it.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"

A=3000 NAME=4600 OUT=6200
# shellcheck disable=SC2034 # toned.sh reads it
ALL="$A $NAME $OUT"
# shellcheck source=tests/e2e/toned.sh
. "$ROOT/tests/e2e/toned.sh"

quiet 96000
plays 576000 $A    # 2 s to 14 s
plays 96000 $NAME  # to 16 s: a refuge is named
plays 384000 $A    # to 24 s
plays 192000 $OUT  # to 28 s: hari has been asked to go
plays 576000 $A    # to 40 s
toned_wav
cat >"$T/marks.csv" <<-END
	at,kind,item,person,words,owner,due
	0:00:00,announce,,,,,
	0:00:00,join,,1,,,
	0:00:00,join,,4,,,
	0:00:02,item,3,,,,
	0:00:40,end,,,,,
END
accept_people
sed -i 's/^P30,email/P31,email,wes@home.invalid,yes,,,no,no,P3,2026-11-10,\n&/' \
	"$T/csv/routes.csv"
accept_store
printf '%s\n' "$PASSWORD" | store user add hari --person P4 --role chair \
	>"$T/hari.totp"
printf '%s\n' "$PASSWORD" | store user add cora2 --person P1 --role chair \
	>"$T/cora2.totp"
accept_import M-1 "$T/meeting.wav" "$T/marks.csv"
accept_attach
store confirm-safety NS-0103 --by-name "Iris Invented" --capacity idva \
	>>"$LOGS/safety"
distributor release M-1 --by chair >>"$LOGS/decide"
accept_decide M-1 NS-0103 P30
said() { # PERSON: what `copies` says of them
	distributor copies M-1 | sed -n '/^NS-0103/,/^NS-0104/p' | grep "$1"
}
has "$(said Vera)" '^  sent .*copy made'

# A passage: one proposes, and what is out waits at once.
distributor withhold M-1 NS-0103 0:00:14 0:00:16 --reason "A refuge" \
	--by cora >>"$LOGS/correct"
has "$(said Vera)" '^  held .*withheld, and it is not approved'
has "$(said Cora)" '^  held '
accept_refused withhold M-1 NS-0103 0:00:14 0:00:16 --reason x --by cora
has "$SAID" 'already'
accept_refused withhold M-1 NS-0103 0:00:41 0:00:45 --reason x --by cora
has "$SAID" 'nothing of this case'
accept_refused withhold M-1 NS-0103 0:00:16 0:00:14 --reason x --by cora
accept_refused withhold M-1 NS-0103 0:00:14 0:00:16 --by cora
accept_refused approve-withheld 1 --by chair
has "$SAID" '2 of the 2 cut edges were not heard'
distributor audition M-1 NS-0103 --by cora2 >"$T/edges"
accept_refused approve-withheld 1 --by cora2
has "$SAID" 'somebody else must'
accept_refused audition M-1 NS-0103 --by worker
script -qec "$BIN/marac-distributor --store $S audition M-1 NS-0103 --by chair" \
	/dev/null >"$T/screen" && fail "it writes sound to a terminal"
has "$(cat "$T/screen")" 'this writes sound'
accept_refused approve-withheld 1 --by chair
# What is played: the case from its beginning to 14 s, and from 16 s on, as far
# as it is within five seconds of an edge.
distributor audition M-1 NS-0103 --by chair >"$T/edges.opus"
accept_decode "$T/edges.opus"
same "what is auditioned" \
	$(($(frames 240000) + JOIN + $(frames 240000) + JOIN +
		$(frames 240000) + JOIN + 240000)) \
	"$(accept_samples "$T/edges.opus")"
only "what is auditioned" "$T/edges.opus" $A
distributor approve-withheld 1 --by chair >>"$LOGS/correct"
accept_refused approve-withheld 1 --by chair
has "$SAID" 'approved already'
has "$(said Vera)" '^  decide .*changed after the decision'
has "$(distributor withheld M-1)" \
	'^1  NS-0103  0:00:14 to 0:00:16  from everybody  approved: A refuge'

# Hari was out, and that is said only now.
distributor exclude M-1 P4 0:00:24 0:00:28 --reason "Asked to go" --by cora \
	>>"$LOGS/correct"
# The source of harm: two others than the one who proposes.
accept_decide M-1 NS-0103 P30 # and chair hears the edges again
has "$(said Wes)" '^  blocked '
accept_refused exception M-1 NS-0103 P30 --reason x --by cora
has "$SAID" 'nothing bars them'
accept_refused exception M-1 NS-0103 P31 --by cora
distributor exception M-1 NS-0103 P31 --reason "A court's order" --by cora \
	>>"$LOGS/correct"
accept_refused approve-exception 1 --by cora2
has "$SAID" 'three people'
accept_refused approve-exception 1 --by hari
has "$SAID" 'were not heard'
distributor audition M-1 NS-0103 P31 --by chair >"$T/edges"
distributor audition M-1 NS-0103 P31 --by hari >"$T/edges"
distributor approve-exception 1 --by chair >>"$LOGS/correct"
has "$(said Wes)" '^  blocked '
accept_refused approve-exception 1 --by chair
distributor approve-exception 1 --by hari >>"$LOGS/correct"
has "$(said Wes)" '^  decide '
accept_decide M-1 NS-0103 P31
has "$(said Wes)" '^  part .*copy made .*exception'
# His relationship is edited: the exception is void, and so is his copy.
cp "$T/csv/relationships.csv" "$T/edited.csv"
sed -i 's/^P31,P32,father,yes,yes,,/P31,P32,father,no,yes,,/' "$T/edited.csv"
store import relationships "$T/edited.csv" >>"$LOGS/import"
has "$(said Wes)" '^  blocked '

accept_serve
accept_send M-1
accept_fetch vera P30
accept_fetch cora P1
CORAS=$COPIES
accept_fetch hari P4
accept_staff "$T/staff.jar"
accept_file "$T/staff.jar" P32
[ ! -e "$MAIL/wes" ] || fail "a mail went on a void exception"
LONG=1824000
for name in vera cora file; do
	for file in "$T/got/$name"-*.opus; do
		accept_decode "$file"
		same "$name: samples" $LONG "$(accept_samples "$file")"
		only "$name" "$file" $A $OUT
		sox "$file.wav" -t raw -e signed -b 16 -c 1 "$file.silent.raw" \
			trim 12.02 =13.98
		same "$name: the withheld passage" "" \
			"$(tr -d '\0\1\377' <"$file.silent.raw" | head -c 9 |
				tr '\0' x)"
	done
done
for file in "$T"/got/hari-*.opus; do
	accept_decode "$file"
	same "hari: samples" \
		$(($(frames 1056000) + JOIN + 576000)) "$(accept_samples "$file")"
	only hari "$file" $A
done

# A conflict: the session that is open has nothing of the case any more.
same "before the conflict" 200 "$(web_status -b "$T/cora.jar" \
	"$WEB$CORAS/document.opus")"
distributor conflict M-1 NS-0103 P1 --by chair >>"$LOGS/correct"
same "after the conflict" 404 "$(web_status -b "$T/cora.jar" \
	"$WEB$CORAS/document.opus")"
has "$(said Cora)" '^  not sent .*conflict'

# Nor may somebody listen who has one, as an approver either (rule 14).
distributor conflict M-1 NS-0103 P4 --by chair >>"$LOGS/correct"
accept_refused audition M-1 NS-0103 P30 --by hari
has "$SAID" 'conflict of interest'

# Lifting enlarges what copies hold: the case is released again before.
accept_refused lift 1 --reason "It was not named" --by cora
distributor lift 1 --reason "It was not named" --by chair >>"$LOGS/correct"
row "its release" 0 "SELECT count(*) FROM case_release WHERE void_at IS NULL
	AND case_id = (SELECT id FROM marac_case WHERE reference = 'NS-0103')"
accept_refused lift 1 --reason x --by chair
row "the audit" 1 "SELECT count(*) > 20 FROM audit_event"
store check >>"$LOGS/check"
accept_finish
