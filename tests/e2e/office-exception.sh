#!/usr/bin/env bash
# Goal: rule 3's only way round, by pages: one proposes that a source of harm may
# have a copy all the same, two others approve it, each of whom has heard every
# cut edge; the page shows how far it is.  Three persons, whatever accounts they
# use; never the person themselves.  Ended, nothing goes.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"
# shellcheck source=tests/e2e/office.sh
. "$ROOT/tests/e2e/office.sh"

sox -r 48000 -n -b 16 -c 1 "$T/meeting.wav" synth 20 sine 700 vol 0.2
cat >"$T/marks.csv" <<-END
	at,kind,item,person,words,owner,due
	0:00:00,announce,,,,,
	0:00:00,join,,1,,,
	0:00:00,join,,3,,,
	0:00:02,item,3,,,,
	0:00:20,end,,,,,
END
accept_store
printf '%s\n' "$PASSWORD" | store user add iris --person P3 --role chair \
	>"$T/iris.totp"
printf '%s\n' "$PASSWORD" | store user add cora2 --person P1 --role chair \
	>"$T/cora2.totp"
accept_import M-1 "$T/meeting.wav" "$T/marks.csv"
accept_attach
accept_serve
office_works
for login in cora cora2 chair iris; do
	office_in $login
done
office_ids NS-0103
WES=$(person P31)

has "$(words cora "$PAGE")" 'Wes Fictional Blocked .*Make an exception'
ask cora exception -d person="$WES"
same "without a reason" 400 "$CAME"
fails conflict cora exception -d person="$(person P30)" -d reason="No harm"
does cora exception -d person="$WES" -d reason="Court order"
has "$(words chair "$PAGE")" \
	'Needs approval Proposed by Cora Sample\. Reason: Court order'

# Neither the proposer, nor another account of theirs, nor unheard.
for login in cora cora2; do
	ask $login approve-exception -d number=1
	same "approving one's own as $login" 403 "$CAME"
done
ask chair approve-exception -d number=1
same "not heard" 403 "$CAME"
hears chair edges -d person="$WES"
does chair approve-exception -d number=1
has "$(words iris "$PAGE")" 'Needs approval .*approved by Charlie Example\.'
ask chair approve-exception -d number=1
same "the same again" 403 "$CAME"
has "$(words iris "$PAGE")" 'Wes Fictional Blocked'
hears iris listen -d person="$WES"
does iris approve-exception -d number=1
row "three persons" 1 "SELECT second_by IS NOT NULL FROM exception"
has "$(words cora "$PAGE")" 'Approved by two .*Charlie Example and Iris Invented'
has "$(words cora "$PAGE")" 'Wes Fictional Needs a decision'

does cora end-exception -d number=1 -d reason="Order lifted"
has "$(words cora "$PAGE")" 'Wes Fictional Blocked'
row "copies" 0 'SELECT count(*) FROM copy'
kill "$WORKER"
wait "$WORKER" || fail "the distributor ended with $?"
accept_finish
