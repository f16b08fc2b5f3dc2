#!/usr/bin/env bash
# Goal: when a caseworker opens a file in an emergency, the meeting's coordinator
# has a mail at once, once, that names nobody (rule 7), also when the distributor
# was not there; and not the one whom the case may not be known to (rules 3, 14).

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"
# shellcheck source=tests/e2e/office.sh
. "$ROOT/tests/e2e/office.sh"

accept_store
sqlite3 "$S/marac.db" "DELETE FROM child_assignment WHERE child_id IN
	(SELECT c.id FROM child c JOIN person p ON p.id = c.person_id
	WHERE p.ref IN ('P12', 'P22'))"
accept_serve
accept_staff "$T/worker.jar"

# tries NAME BORN: it is granted
tries() {
	same "an emergency" 303 "$(web_status -b "$T/worker.jar" \
		-H "Origin: $WEB" --data-urlencode \
		"form=$(accept_form "$T/worker.jar" /children/emergency)" \
		--data-urlencode "name=$1" --data-urlencode "born=$2" \
		--data-urlencode "reason=At the door" \
		"$WEB/children/emergency")"
}
# mails WHO: how many they have
mails() {
	find -L "$MAIL/$1/new" -type f 2>/dev/null | wc -l
}
jobs_over() {
	[ "$(word "SELECT count(*) FROM job WHERE state = 'done'")" = "$1" ]
}
has_mail() {
	[ "$(mails "$1")" = "$2" ]
}

tries 'Tess Testfield' '14 May 2012' # nobody is there to do it
office_works
until_true 60 jobs_over 1
until_true 60 has_mail cora 1
same "the chair's" 0 "$(mails charlie)"
mail=$(find -L "$MAIL/cora/new" -type f -exec cat {} +)
has "$mail" 'opened a file in an emergency'
for words in Tess Testfield Sam Mockup MARAC NS-01 'At the door' P12; do
	lacks "$mail" "$words"
done

# The coordinator is a relative of the next: the chair is told instead.
sqlite3 "$S/marac.db" "INSERT INTO relationship (person_id, child_id, kind,
	parental_responsibility, source_of_harm) SELECT p.id, c.id, 'aunt', 0,
	'no' FROM person p, child c JOIN person k ON k.id = c.person_id
	WHERE p.ref = 'P1' AND k.ref = 'P22'"
tries 'Nell Mockford' '30/03/2021'
until_true 60 jobs_over 2
until_true 60 has_mail charlie 1
same "the coordinator's" 1 "$(mails cora)"
row "done once each" 2 "SELECT count(*) FROM message WHERE kind = 'escalation'"
kill "$WORKER"
wait "$WORKER" || fail "the distributor ended with $?"
accept_finish
