#!/usr/bin/env bash
# Goal: a child's file is restricted, its restriction reviewed and lifted at the
# pages, by a coordinator who has to do with the child and in their name; what
# is missing is said; whoever is no reader has no such file from then on, and
# nobody in an emergency; a page that was opened before changes nothing; and
# without a token nothing is asked for.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"
# shellcheck source=tests/e2e/office.sh
. "$ROOT/tests/e2e/office.sh"

accept_store
accept_serve
office_works
office_in cora
office_in chair
accept_staff "$T/worker.jar"
TESS=$(word "SELECT c.id FROM child c JOIN person p ON p.id = c.person_id
	WHERE p.ref = 'P12'")
FILE=/child/$TESS
LIMIT=$FILE/restriction
SAM=$(word "SELECT u.person_id FROM account u JOIN child_assignment g
	ON g.account_id = u.id WHERE g.child_id = $TESS")

# limits LOGIN WHAT [FIELD]...: press a button of the page as it is now; $CAME
# and $WHERE are the answer.
limits() {
	local jar=$T/$1.jar
	local what=$2
	shift 2
	web -b "$jar" "$WEB$LIMIT" >"$T/limit"
	web -o "$T/answer" -w '%{http_code} %{redirect_url}\n' -b "$jar" \
		-H "Origin: $WEB" -d what="$what" -d once="$(once)" \
		-d form="$(sed -n 's/.*name="form" value="\([^"]*\)".*/\1/p' \
			"$T/limit" | head -n 1)" \
		-d row="$(sed -n 's/.*name="row" value="\([^"]*\)".*/\1/p' \
			"$T/limit" | head -n 1)" "$@" "$WEB$LIMIT" >"$T/came"
	read -r CAME WHERE <"$T/came"
	WHERE=${WHERE#"$WEB"}
}
has_done() {
	limits "$@"
	same "$2" 303 "$CAME"
	until_true 60 over
	has "$(words cora "$WHERE")" "$SAID"
}
# The worker's own page of the file
file() {
	web_status -b "$T/worker.jar" "$WEB$FILE"
}

same "the worker holds it" 200 "$(file)"
same "and may not restrict it" 404 \
	"$(web_status -b "$T/worker.jar" "$WEB$LIMIT")"
same "nor a chair" 404 "$(web_status -b "$T/chair.jar" "$WEB$LIMIT")"
same "of nobody" 404 "$(web_status -b "$T/cora.jar" \
	"$WEB/child/999/restriction")"

# What is missing is said, and what was typed is there again.
limits cora restrict-file -d why=x -d day=yesterday
same "nothing chosen" 400 "$CAME"
for words in 'Choose who may open it, or nobody' 'Say why it is restricted' \
	'Enter the day of the review'; do
	has "$(cat "$T/answer")" "$words"
done
limits cora restrict-file -d nobody=1 -d "reader-$SAM=1" -d why=Leaks \
	-d day=2020-01-01
same "both, and a day that is over" 400 "$CAME"
has "$(cat "$T/answer")" 'Choose people, or nobody, but not both'
has "$(cat "$T/answer")" 'The day of the review must be in the future'
has "$(cat "$T/answer")" 'value="Leaks"'
same "without a token" 403 "$(web_status -b "$T/cora.jar" -H "Origin: $WEB" \
	-d what=restrict-file -d row=0 -d nobody=1 -d why=Leaks \
	-d day=2030-01-01 -d once="$(once)" "$WEB$LIMIT")"
same "asked for so far" 0 "$(word 'SELECT count(*) FROM job')"

# To nobody: the worker has no such file, and none in an emergency.
web -b "$T/cora.jar" "$WEB$LIMIT" >"$T/before"
SAID='File restricted'
has_done cora restrict-file -d nobody=1 -d why='Somebody told the father' \
	-d day='2 January 2030'
same "not the worker's any more" 404 "$(file)"
same "nor in an emergency" 403 "$(web_status -b "$T/worker.jar" \
	-H "Origin: $WEB" --data-urlencode \
	"form=$(accept_form "$T/worker.jar" /children/emergency)" \
	-d name='Tess Testfield' -d born='14 May 2012' -d reason=Now \
	"$WEB/children/emergency")"
said=$(words cora "$LIMIT")
has "$said" 'This file is restricted .*Why Somebody told the father'
has "$said" 'Set by Cora Sample, .* Review 2 January 2030 .* open it Nobody'
has "$(words cora /files)" 'Tess Testfield.* Review or lift'
row "who, and why" 'account|Somebody told the father' "SELECT
	substr(who, 1, 7), why FROM audit_event WHERE what = 'file.restricted'"
row "no words are left in the job" '' \
	"SELECT group_concat(words, '') FROM job"

# The page that was opened before is of nothing that stands.
same "once more, from the page before" 409 "$(web_status -b "$T/cora.jar" \
	-H "Origin: $WEB" -d what=restrict-file -d row=0 -d nobody=1 -d why=Leaks \
	-d day=2030-01-01 -d once="$(once)" \
	-d form="$(sed -n 's/.*name="form" value="\([^"]*\)".*/\1/p' \
		"$T/before" | head -n 1)" "$WEB$LIMIT")"

# A review, and its end.
limits cora review-restriction -d day='2 January 2031'
same "a review that found nothing" 400 "$CAME"
has "$(cat "$T/answer")" 'Say what the review found'
SAID='Review noted'
has_done cora review-restriction -d why='He looks for them still' \
	-d day='2 January 2031'
has "$(words cora "$LIMIT")" 'Review 2 January 2031'
limits cora lift-restriction
same "no reason" 400 "$CAME"
has "$(cat "$T/answer")" 'Say why it is restricted no longer'
SAID='Restriction lifted'
has_done cora lift-restriction -d lift='He has gone away'
same "the worker's again" 200 "$(file)"

# For one reader: it says so on the pages of the file.
SAID='File restricted'
has_done cora restrict-file -d "reader-$SAM=1" -d why='Only one of us' \
	-d day='2 January 2030'
has "$(words worker "$FILE")" \
	'This file is restricted: .* Only one of us\. It is reviewed on 2 January 2030'
row "what happened" \
	'file.restricted,file.restriction-reviewed,file.restriction-lifted,file.restricted' \
	"SELECT group_concat(what) FROM (SELECT what FROM audit_event
	WHERE what LIKE 'file.restrict%' ORDER BY seq)"

# What reaches the distributor by another way is asked again there: another
# restriction than the one that stands, and a coordinator who is family.
before=$(word 'SELECT max(id) FROM job')
job() { # FROM: ask to lift it
	sqlite3 "$S/marac.db" "INSERT INTO job (kind, args, words, asked_at,
		account_id, session_hash) SELECT 'lift-restriction',
		'0 0 0 $TESS $1 0', char(10) || 'Let me in', 0, account_id, id_hash
		FROM session WHERE account_id = (SELECT id FROM account
		WHERE login = 'cora') AND ends_at > made_at ORDER BY made_at DESC
		LIMIT 1"
	WHERE=/errand/$(word 'SELECT max(id) FROM job')
	until_true 60 over
}
stands=$(word 'SELECT id FROM file_restriction WHERE lifted_at IS NULL')
job $((stands - 1))
sqlite3 "$S/marac.db" "INSERT INTO relationship (person_id, child_id, kind,
	parental_responsibility, source_of_harm) SELECT id, $TESS, 'aunt', 0, 'no'
	FROM person WHERE ref = 'P1'"
job "$stands"
same "not hers" 404 "$(web_status -b "$T/cora.jar" "$WEB$LIMIT")"
row "why not" 'conflict,not found' "SELECT group_concat(
	substr(result, 1, instr(result, ':') - 1)) FROM job WHERE id > $before"
row "it stands" "$stands" \
	'SELECT id FROM file_restriction WHERE lifted_at IS NULL'
kill "$WORKER"
wait "$WORKER" || fail "the distributor ended with $?"
accept_finish
