#!/usr/bin/env bash
# Goal: a report counts by its address's hash or by a Message-ID that we sent,
# and by nothing else: a wrong hash, an unknown number, a foreign Message-ID, an
# answering machine and a person change nothing; those that say that something
# failed are counted, left unread and shown to a person. What is read when a
# reader is killed is read again, and a mailbox that numbers its mails anew does
# nothing twice. `serve` looks at once.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/outgoing.sh
. "$ROOT/tests/e2e/outgoing.sh"
# shellcheck source=tests/e2e/returning.sh
. "$ROOT/tests/e2e/returning.sh"

outgoing_store
outgoing_relay 'recipient_delimiter = +'
returning_box
distributor copies M-1 >/dev/null
deliver
outgoing_mail box1
outgoing_mail box2
outgoing_mail box3
ADDRESS=$(address_of box1)
NAME=$(name_of box1)
has "$ADDRESS" '^bounces+[0-9]*\.[0-9a-f]\{20\}@service\.example$'
MAC=${ADDRESS#*.}
MAC=${MAC%@*}

unchanged() {
	row "$1: what is accepted" 'accepted|3' \
		"SELECT state, count(*) FROM message WHERE kind = 'parcel'
		GROUP BY state"
	row "$1: what is not met" 2 \
		'SELECT count(*) FROM delivery WHERE met_at IS NULL'
	row "$1: kept" 0 'SELECT count(*) FROM bounce'
	row "$1: notes" 0 \
		"SELECT count(*) FROM file_note WHERE kind = 'copy bounced'"
}

# foreign WHAT <MAIL: it is unmatched and changes nothing
FOREIGN=0
foreign() {
	FOREIGN=$((FOREIGN + 1))
	drop
	bounces
	has "$SAID" '^0 bounced, 0 delayed, 1 unmatched, 0 other mails'
	unchanged "$1"
}

# A digit of the hash, even where the rest is right; another message's number;
# one that there is not; another's Message-ID.
case $MAC in
0*) WRONG=1${MAC#?} ;;
*) WRONG=0${MAC#?} ;;
esac
unchanged 'at first'
report "$ADDRESS" failed 5.1.1 "$NAME" >"$T/right"
foreign 'wrong hash' < <(sed "s/$MAC/$WRONG/" "$T/right")
OTHER=$(address_of box2)
OTHER=${OTHER#*+}
foreign "another's number" < <(report \
	"bounces+${OTHER%%.*}.$MAC@service.example" failed 5.1.1 x@y.example)
foreign 'unknown number' < <(report \
	"bounces+999.$MAC@service.example" failed 5.1.1 x@y.example)
foreign 'unknown Message-ID' < <(report bounces@service.example failed 5.1.1 \
	0123456789abcdef0123456789abcdef@service.example)
foreign 'elsewhere' < <(report "$ADDRESS.example" delayed 4.4.1 x@y.example)
row 'counted' $FOREIGN 'SELECT unmatched FROM mailbox'
distributor escalate >/dev/null
row 'told of what came back' 0 \
	"SELECT count(*) FROM escalation WHERE cause = 'bounced'"

# A person is told, once until they have looked, and finds them unread.
row 'told' 1 "SELECT count(*) FROM alert WHERE text LIKE '%belongs to nothing%'"
has "$(distributor due --seen)" 'belongs to nothing that was sent'
seen() {
	[ -n "$(find -L "$BOX/cur" -name '*:2,*S*')" ]
}
all_unread() {
	! seen
}
until_true 60 all_unread
foreign 'one more' < <(report "$ADDRESS.example" failed 5.0.0 x@y.example)
row 'told again' 2 \
	"SELECT count(*) FROM alert WHERE text LIKE '%belongs to nothing%'"

# Answers are no bounces, wherever they come to.
for answer in out-of-office out-of-office-old answer read-receipt complaint \
	postmaster-notice forwarded; do
	sed "s/^To: .*/To: $ADDRESS/
		s/[0-9a-f]\{32\}@service\.example/$NAME/" \
		"$DATA/bounces/$answer.eml" | drop
done
bounces
has "$SAID" '^0 bounced, 0 delayed, 0 unmatched, 7 other mails'
unchanged 'answers'

# Somebody else holds the store for a while.
mkfifo "$T/sql"
exec 8<>"$T/sql" # both ways, so that neither end waits for the other
background env sqlite3 -cmd '.timeout 20000' -bail "$STORE/marac.db" ".read $T/sql"
hold() {
	printf 'BEGIN IMMEDIATE;\n.system touch "%s"\n' "$T/held" >&8
	until_true 60 test -e "$T/held"
}
let_go() {
	printf 'ROLLBACK;\n.system rm "%s"\n' "$T/held" >&8
	until_true 60 test ! -e "$T/held"
}
logins() {
	[ "$(grep -c 'Login: user=<bounces>' "$T/dovecot/log")" -ge "$1" ]
}

# Two readers have the same mail, and wait for the store: one counts it.
report "$ADDRESS.example" failed 5.0.0 x@y.example | drop
FOREIGN=$((FOREIGN + 1))
hold
HAD=$(grep -c 'Login: user=<bounces>' "$T/dovecot/log")
READERS=
for reader in 1 2; do
	background distributor bounces >"$T/reader$reader" 2>>"$LOG"
	READERS="$READERS $LAST"
done
until_true 60 logins $((HAD + 2))
until_true 60 seen
let_go
# shellcheck disable=SC2086 # one word a process
wait $READERS
same 'unmatched, together' 1 "$(sed 's/.*delayed, \([0-9]*\) .*/\1/' \
	"$T/reader1" "$T/reader2" | awk '{ n += $1 } END { print n }')"
row 'counted' $FOREIGN 'SELECT unmatched FROM mailbox'
unchanged 'two readers'

# A reader is killed when it has the mail and has not written it down yet.
until_true 60 all_unread
hold
drop <"$T/right"
background "$BIN/marac-distributor" bounces --store "$STORE"
until_true 60 seen
kill -KILL "$LAST"
wait "$LAST" 2>/dev/null || true
let_go
unchanged 'killed'
bounces
has "$SAID" '^1 bounced, 0 delayed, 0 unmatched, 0 other mails'
row 'bounced' 'bounced|The mail came back: the address does not exist. (5.1.1)' \
	"SELECT state, cause FROM message WHERE person_id = 1
	AND kind = 'parcel'"

# The Message-ID alone does it, too, where the address is a plain one.
report documents@service.example failed 5.7.1 "$(name_of box3)" | drop
bounces
has "$SAID" '^1 bounced, 0 delayed, 0 unmatched, 0 other mails'

# The mailbox numbers its mails anew: all are read again, and nothing happens
# twice.
NUMBERED=$(sql 'SELECT uid_validity FROM mailbox')
dovecot_stop
rm -rf "$T/dovecot/home/control" "$T/dovecot/home/index"
background dovecot -F -c "$T/dovecot/conf"
until_true 60 dovecot_listens
# On a terminal a bar says how far it is.
script -qec "'$BIN/marac-distributor' bounces --store '$STORE'" /dev/null |
	tr '\r' '\n' >"$T/screen"
has "$(cat "$T/screen")" \
	"^.*0 bounced, 0 delayed, $FOREIGN unmatched, 9 other mails"
has "$(cat "$T/screen")" '^Reading \[[#.]\{24\}\]  *[0-9]*%'
row 'read to the end' "$((FOREIGN + 10))" 'SELECT uid_next FROM mailbox'
[ "$(sql 'SELECT uid_validity FROM mailbox')" != "$NUMBERED" ] ||
	fail 'the mailbox has its old numbers'
# Ann and Bob are in the one case, Dan in the other.
row 'notes' 3 "SELECT count(*) FROM file_note WHERE kind = 'copy bounced'
	AND copy_id IN (SELECT id FROM copy WHERE person_id = 1)"

# What comes while `serve` looks is there at its next look, and the first is at
# once.
report "$(address_of box2)" failed 5.4.4 "$(name_of box2)" | drop
background "$BIN/marac-distributor" serve --store "$STORE" 2>>"$LOG"
ian_bounced() {
	[ "$(sql "SELECT state FROM message WHERE person_id = 2
		AND kind = 'parcel'")" = bounced ]
}
until_true 60 ian_bounced
kill -TERM "$LAST"
status=0
wait "$LAST" || status=$?
same 'the end of serve' 0 "$status"
lacks "$(cat "$LOG")" 'Sanitizer\|sample\.example'
