#!/usr/bin/env bash
# Goal: a meeting is made ready by pages alone: planned, its agenda taken from a
# CSV file that is shown first, people expected, papers made; a recorder fetches
# them, records by them, and from then on nothing of it can be prepared.  What is
# wrong in a file is said by line and column, and nothing of it is taken.  Nobody
# prepares another's meeting; a case that is hidden from who prepares (rule 14)
# is not there, in the list, in the numbers, in a file or in an answer.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"
# shellcheck source=tests/e2e/office.sh
. "$ROOT/tests/e2e/office.sh"
# shellcheck source=tests/e2e/proxy.sh
. "$ROOT/tests/e2e/proxy.sh"

accept_store
printf '%s\n' "$PASSWORD" | store user add other --person P3 \
	--role coordinator >"$T/other.totp"
accept_serve
proxy_start "$T/proxy" "$WEB_PORT"
office_works
office_in cora
office_in chair
office_in other

# sends LOGIN PATH [-d ...]: a POST; its status in CAME, where it leads in WHERE
sends() {
	login=$1
	path=$2
	shift 2
	came=$(web -o "$T/answer" -w '%{http_code} %{redirect_url}' \
		-b "$T/$login.jar" -H "Origin: $WEB" \
		--data-urlencode form="$(accept_form "$T/$login.jar" /meetings/new)" \
		--data-urlencode once="$(once)" "$@" "$WEB$path")
	CAME=${came%% *}
	WHERE=${came#* "$WEB"}
}

# puts LOGIN PATH ...: and it is done, well
puts() {
	sends "$@"
	same "$* is taken" 303 "$CAME"
	until_true 60 over
	same "$* is done" "done" "$(word "SELECT CASE state WHEN 'done' THEN
		state ELSE result END FROM job WHERE id = ${WHERE#/errand/}")"
}

# tries LOGIN FILE: what the page says of a file, in $T/answer
tries() {
	CAME=$(web -o "$T/answer" -w '%{http_code}' -b "$T/$1.jar" \
		-H "Origin: $WEB" \
		-F form="$(accept_form "$T/$1.jar" /meetings/new)" \
		-F "file=@$2" "$WEB/meeting/$M/agenda/check")
}
read_answer() { # apostrophes are escaped
	sed "s/<[^>]*>/ /g; s/&#39;/'/g" "$T/answer" | tr '\n' ' ' | tr -s ' '
}

# Planned; what is left out or not a date is said, and nothing is there.
sends cora /meetings/new -d ref=N-1 -d type=marac -d area= -d day=2026-13-01 \
	-d time=09:30 -d chair="Charlie Example" -d coordinator="Nobody Atall"
same "a wrong form" 400 "$CAME"
has "$(read_answer)" 'Date: must be a date'
has "$(read_answer)" 'Nobody who works for an agency here is called that'
row "meetings" 1 'SELECT count(*) FROM meeting'
sends cora /meetings/new -d ref=N-1 -d type=marac -d area= -d day=2030-12-02 \
	-d time=9h30 -d chair= -d coordinator=P1
has "$(read_answer)" 'Area: must not be blank'
has "$(read_answer)" 'Time: must be a time'
sends cora /meetings/new -d ref=N-1 -d type=marac -d area=Northshire \
	-d day=2030-12-02 -d time=09:30 -d chair=P2 -d coordinator=P3
has "$(read_answer)" 'you must chair or coordinate'
sends cora /meetings/new -d ref=M-1 -d type=marac -d area=Northshire \
	-d day=2030-12-02 -d time=09:30 -d chair=P2 -d coordinator=P1
has "$(read_answer)" 'another meeting is called that'
puts cora /meetings/new -d ref=N-1 -d type=marac -d area='North, "shire"' \
	-d venue='Sample House' -d day=2030-12-02 -d time=09:30 \
	-d chair='charlie EXAMPLE' -d coordinator=P1
M=$(word "SELECT id FROM meeting WHERE ref = 'N-1'")
row "place and time" 'Sample House|North, "shire"|2030-12-02 09:30' \
	"SELECT venue, area, strftime('%Y-%m-%d %H:%M', planned_at / 1000,
	'unixepoch') FROM meeting WHERE id = $M"
row "the chair" P2 "SELECT p.ref FROM meeting m JOIN person p
	ON p.id = m.chair_id WHERE m.id = $M"
said=$(words cora "/meeting/$M/prepare")
has "$said" 'When, where and who chairs Completed'
has "$said" 'Agenda 0 items Not yet started'
has "$said" 'Papers for the recorder .* Cannot start yet'

# A file that is wrong: where, what, what to do; nothing is taken.
cat >"$T/bad.csv" <<-END
	meeting,number,kind,case,referrer,deferred
	N-1,1,actions_review,,,
	N-1,two,discussion,NS-0101,,
	N-1,3,disco,NS-0999,,
	M-1,4,discussion,NS-0102,,
END
tries cora "$T/bad.csv"
same "a wrong file" 400 "$CAME"
said=$(read_answer)
has "$said" '4 things in the file must be put right'
has "$said" '3 number must be a number from 1 to 999'
has "$said" '4 kind must be one of: discussion'
has "$said" "4 case no case has the reference 'NS-0999'"
has "$said" '5 meeting is another meeting'
row "items" 0 "SELECT count(*) FROM agenda_item WHERE meeting_id = $M"
head -c 60000 /dev/zero | tr '\0' x >"$T/large.csv"
tries cora "$T/large.csv"
same "a large file" 413 "$CAME"
printf 'meeting\351\n' >"$T/latin.csv"
tries cora "$T/latin.csv"
has "$(read_answer)" 'saved as UTF-8'

# One that is right is shown, and taken when it is confirmed.
cat >"$T/good.csv" <<-END
	meeting,number,kind,case,referrer,deferred
	N-1,1,actions_review,,,
	N-1,2,discussion,NS-0101,"Northshire Police, north",
	N-1,3,discussion,NS-0102,,
	N-1,4,discussion,NS-0103,,
END
tries cora "$T/good.csv"
same "a good file" 200 "$CAME"
has "$(read_answer)" '4 new, 0 changed, 0 as they are'
row "and nothing is taken yet" 0 \
	"SELECT count(*) FROM agenda_item WHERE meeting_id = $M"
puts cora "/meeting/$M/agenda" -d what=agenda \
	--data-urlencode csv@"$T/good.csv"
row "the agenda" '1|;2|NS-0101;3|NS-0102;4|NS-0103' \
	"SELECT group_concat(n, ';') FROM (SELECT number || '|' ||
	coalesce(reference, '') AS n FROM agenda_item LEFT JOIN marac_case c
	ON c.id = case_id WHERE meeting_id = $M ORDER BY number)"
row "in the audit, by account" 1 "SELECT count(*) FROM audit_event
	WHERE what = 'import.agenda' AND who LIKE 'account:%'"

# By hand: one more, moved, and one less.
item() {
	word "SELECT i.id FROM agenda_item i JOIN marac_case c
		ON c.id = case_id WHERE meeting_id = $M AND reference = '$1'"
}
order() {
	word "SELECT group_concat(reference, ' ') FROM (SELECT reference
		FROM agenda_item JOIN marac_case c ON c.id = case_id
		WHERE meeting_id = $M ORDER BY number)"
}
puts cora "/meeting/$M/agenda" -d what=add -d about=NS-0104 -d kind=discussion
puts cora "/meeting/$M/agenda" -d what=swap -d id="$(item NS-0104)" \
	-d with="$(item NS-0103)"
same "moved" 'NS-0101 NS-0102 NS-0104 NS-0103' "$(order)"
puts cora "/meeting/$M/agenda" -d what=take-off -d id="$(item NS-0102)"
same "removed" 'NS-0101 NS-0104 NS-0103' "$(order)"
sends cora "/meeting/$M/agenda" -d what=add -d about= -d kind=discussion
same "without a case" 400 "$CAME"
has "$(read_answer)" "Case: must be the case"

# Who is expected.
puts cora "/meeting/$M/people" -d what=expect -d capacity=core \
	-d person='Hari Placeholder'
puts cora "/meeting/$M/people" -d what=expect -d capacity=core -d person=P1
puts cora "/meeting/$M/people" -d what=expect -d capacity=family -d person=P30
puts cora "/meeting/$M/people" -d what=expect -d capacity=deputy -d person=P6
puts cora "/meeting/$M/people" -d what=unexpect -d id="$(person P6)"
has "$(words cora "/meeting/$M/people")" \
	'Hari Placeholder Northshire Health Member'
row "expected" 3 "SELECT count(*) FROM attendance WHERE meeting_id = $M"

# Whose meeting it is not: there is no such page.
for path in prepare details agenda people papers; do
	same "another's $path" 404 \
		"$(web_status -b "$T/other.jar" "$WEB/meeting/$M/$path")"
done
sends other "/meeting/$M/agenda" -d what=take-off -d id="$(item NS-0103)"
same "another takes off" 404 "$CAME"

# Who is neither chair nor coordinator cannot tell that there is one: a
# caseworker and a stranger get the bytes of an address that is none.
accept_staff "$T/worker.jar"
for jar in worker nobody other; do
	for how in GET POST; do
		answers() {
			# shellcheck disable=SC2046 # words, or none
			web -i -b "$T/$jar.jar" -H "Origin: $WEB" \
				$([ $how = GET ] || echo -d form=x -d what=add) \
				"$WEB$1" | grep -v '^Date: '
		}
		answers /no-such-page >"$T/none"
		for path in prepare details agenda agenda/check people papers; do
			answers "/meeting/$M/$path" >"$T/answer"
			cmp -s "$T/answer" "$T/none" ||
				fail "$jar can tell that $path is there ($how)"
		done
	done
done

# Rule 14: the chair declares a conflict about NS-0104, the second of three.
puts cora "/meeting/$M/people" -d what=conflict -d who='Charlie Example' \
	-d about=NS-0104
hidden=$(item NS-0104)
said=$(words chair "/meeting/$M/agenda")
lacks "$said" 'NS-0104'
has "$said" '1 – Actions review .*2 NS-0101 .*4 NS-0103'
lacks "$said" '5 NS'
lacks "$(words chair "/meeting/$M/people")" 'NS-0104'
lacks "$(words chair "/meeting/$M/people")" 'Vera'
has "$(words chair "/meeting/$M/prepare")" 'Agenda 3 items Completed'
sends chair "/meeting/$M/agenda" -d what=add -d about=NS-0104 -d kind=discussion
read_answer >"$T/of.hidden"
sends chair "/meeting/$M/agenda" -d what=add -d about=NS-0999 -d kind=discussion
read_answer | sed 's/NS-0999/NS-0104/g' >"$T/of.none"
cmp "$T/of.hidden" "$T/of.none" || fail "a hidden case answers otherwise"
for id in "$hidden" 999999; do
	sends chair "/meeting/$M/agenda" -d what=take-off -d id="$id"
	until_true 60 over
	word "SELECT result FROM job WHERE id = ${WHERE#/errand/}" >>"$T/results"
done
same "one answer for what is hidden and what is not" 1 \
	"$(sort -u "$T/results" | wc -l)"
cat >"$T/chairs.csv" <<-END
	meeting,number,kind,case,referrer,deferred
	N-1,4,discussion,NS-0103,,Not briefed
	N-1,5,discussion,NS-0102,,
END
tries chair "$T/chairs.csv"
has "$(read_answer)" '1 new, 1 changed, 0 as they are'
puts chair "/meeting/$M/agenda" -d what=agenda \
	--data-urlencode csv@"$T/chairs.csv"
same "what is hidden keeps its place" 'NS-0101 NS-0104 NS-0103 NS-0102' \
	"$(order)"
row "deferred" 'Not briefed' "SELECT status_reason FROM agenda_item
	WHERE id = $(item NS-0103)"

# Rules 3 and 4: nor does a case in which they may be a source of harm.
sqlite3 "$S/marac.db" "INSERT INTO case_perpetrator SELECT c.id, p.id
	FROM marac_case c, person p WHERE reference = 'NS-0101' AND p.ref = 'P2'"
lacks "$(words chair "/meeting/$M/agenda")" 'NS-0101'
sqlite3 "$S/marac.db" "DELETE FROM case_perpetrator WHERE person_id =
	(SELECT id FROM person WHERE ref = 'P2')"

# Papers: made by the distributor, fetched by a recorder.
puts cora "/meeting/$M/papers"
has "$(words cora "/meeting/$M/papers")" 'Fetched Not yet'
has "$(words cora "/meeting/$M/prepare")" 'No recorder has fetched them yet'
there=(--server "$HTTPS" --ca "$HTTPS_CA" --home "$HOME_")
recorder pull N-1 "${there[@]}" --out "$T/n1.json" >"$T/list"
has "$(words cora "/meeting/$M/papers")" 'Fetched [0-9].*, by Test recorder'
has "$(words cora "/meeting/$M/prepare")" \
	'Papers for the recorder A recorder has fetched them\. Completed'
# Made with them, an item keeps its number, and a person theirs.
for way in "agenda -d what=take-off -d id=$(item NS-0103)" \
	"agenda -d what=swap -d id=$(item NS-0103) -d with=$(item NS-0101)" \
	"people -d what=unexpect -d id=$(person P4)"; do
	# shellcheck disable=SC2086 # words
	sends cora "/meeting/$M/"$way
	until_true 60 over
	has "$(word "SELECT result FROM job WHERE id = ${WHERE#/errand/}")" \
		'^conflict: the papers'
done
# One more is behind the spares, and the papers are out of date.
puts cora "/meeting/$M/people" -d what=expect -d capacity=observer -d person=P6
has "$(words cora "/meeting/$M/prepare")" 'make them again'
puts cora "/meeting/$M/papers"
has "$(words cora "/meeting/$M/papers")" 'Fetched Not yet'
recorder pull N-1 "${there[@]}" --out "$T/n2.json" >"$T/list"

# share holds no key of an item: those are the distributor's.
row "every item has its key" 0 "SELECT count(*) FROM agenda_item
	WHERE meeting_id = $M AND public_key IS NULL"

# Recorded by these papers; then there is nothing to prepare any more.
sox -r 48000 -n -b 16 -c 1 "$T/meeting.wav" synth 12 sine 700 vol 0.2
cat >"$T/marks.csv" <<-END
	at,kind,item,person,words,owner,due
	0:00:00,announce,,,,,
	0:00:00,join,,1,,,
	0:00:02,item,2,,,,
	0:00:12,end,,,,,
END
recorder import "$T/meeting.wav" --marks "$T/marks.csv" --papers "$T/n2.json" \
	>>"$LOGS/recorder"
distributor attach "$(find "$HOME_/meetings" -mindepth 1 -maxdepth 1 \
	-type d)" >>"$LOGS/distributor"
for path in prepare details agenda people papers; do
	same "$path after it" 404 \
		"$(web_status -b "$T/cora.jar" "$WEB/meeting/$M/$path")"
done
row "nothing typed stays in a job" 0 "SELECT count(*) FROM job
	WHERE words <> '' OR session_hash IS NOT NULL"
store check >>"$LOGS/check" || fail "the store does not check"
kill "$WORKER"
wait "$WORKER" || fail "the distributor ended with $?"
accept_finish
