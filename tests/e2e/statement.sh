#!/usr/bin/env bash
# Goal: a participant accepts the statement of confidentiality before anything
# that was sent to them: every page, sound, range, text, debrief and task of
# theirs answers with it and gives nothing, whatever they ask for.  Which
# version, when and in which language is kept; a newer one asks again; who does
# not agree gets nothing, and the coordinator is told.  Family and children are
# not asked.  Only an administrator or a coordinator sets it, and no version is
# ever changed.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/sharing.sh
. "$(dirname "$0")/sharing.sh"
# shellcheck disable=SC2034 # sharing reads it
AUDIO_SECONDS=30
sharing
printf 'Keep what you hear\n\nto <yourself>.\n' >"$T/en"
printf 'Cadwch beth rydych chi'"'"'n ei glywed\n\ni chi eich <hun>.\n' >"$T/cy"
printf ' \n' >"$T/blank"
store() {
	"$BIN/marac-store" --store "$S" "$@"
}

come_in "$TOKEN_OLIVE" "$CODE_OLIVE" "$T/olive"
come_in "$TOKEN_HEDDA" "$CODE_HEDDA" "$T/hedda"
ONE=$(copy "$T/olive")
web -b "$T/hedda" "$URL/copies" >"$T/list"
BRIEF=$(grep -o '/debrief/[0-9]*' "$T/list" | head -n 1)
TASK=$(grep -o '/task/[0-9]*' "$T/list" | head -n 1)
WAS=$(form "$T/olive" "$ONE")
same "no statement, nothing asked" 200 "$(status -b "$T/olive" "$URL$ONE")"

# Setting it.
refuses 1 store statement set "$T/en" "$T/cy" --by cora
has "$SAID" 'administrator or a coordinator'
refuses 1 store statement set "$T/en" "$T/cy"
refuses 1 store statement set "$T/en" "$T/cy" --by nobody
rows "UPDATE account SET role = 'coordinator' WHERE login = 'cora'"
refuses 1 store statement set "$T/en" "$T/blank" --by cora
has "$SAID" 'Welsh text is empty'
same "versions" 0 "$(rows 'SELECT count(*) FROM statement')"
has "$(store statement set "$T/en" "$T/cy" --by cora)" 'version 1'
has "$(store statement show 1)" 'Keep what you hear'
refuses 1 store statement show 2

# gated WANT JAR: every address behind the sign-in.
before() {
	rows "SELECT (SELECT count(*) FROM copy_coverage)
		|| '|' || (SELECT count(opened_at) FROM copy)
		|| '|' || (SELECT count(collected_at) FROM copy)
		|| '|' || (SELECT count(opened_at) FROM debrief)
		|| '|' || (SELECT count(acknowledged_at) FROM debrief)
		|| '|' || (SELECT count(withdrawn_at) FROM copy)
		|| '|' || (SELECT outcome FROM action)
		|| '|' || (SELECT count(*) FROM audit_event
			WHERE what = 'copy.heard')"
}
asked() {
	web -i -o "$T/got" -b "$1" "${@:3}" "$URL$2"
	has "$(head -n 1 "$T/got")" '^HTTP/1.1 303 '
	has "$(cat "$T/got")" '^Location: /statement.$'
	has "$(cat "$T/got")" '^Content-Length: 0.$'
}
rows "UPDATE copy SET opened_at = NULL; UPDATE debrief SET opened_at = NULL"
STOOD=$(before)
gated() {
	for path in "$ONE" "$ONE?t=5" "$ONE/document.opus" \
		"$ONE/save/document.opus" "$ONE/document.mp3" \
		"$ONE/save/document.mp3" "$ONE/document.txt" "$ONE/text" \
		/copies /copy/1 /copy/1/document.opus /debrief/1 /task/1 \
		/task/1/task.ics; do
		asked "$T/olive" "$path"
		asked "$T/olive" "$path" -I
		asked "$T/olive" "$path" -r 0-99
	done
	asked "$T/olive" "$ONE/stop" -d "form=$WAS"
	for path in "$BRIEF" "$TASK" "$TASK/task.ics" /copies; do
		asked "$T/hedda" "$path"
	done
	asked "$T/hedda" "$BRIEF/read" -d form=x
	asked "$T/hedda" "$TASK" -d 'form=x&outcome=complete&basis=observed'
	same "nothing happened" "$STOOD" "$(before)"
}
gated

# The page itself; reading it changes nothing.
web -b "$T/olive" "$URL/statement" >"$T/page"
has "$(cat "$T/page")" '<p class="govuk-body">to &lt;yourself&gt;.</p>'
has "$(web -b "$T/olive" "$URL/statement")" 'name="version" value="1"'
web -I -b "$T/olive" "$URL/statement" >/dev/null
same "without a session" 404 "$(status "$URL/statement")"
gated

# answer JAR VERSION YES: where it leads
answer() {
	web -i -b "$1" -c "$1" -d "form=$(form "$1" "${4:-/statement}")" \
		-d "version=$2" -d "answer=$3" "$URL/statement" | tr -d '\r' |
		sed -n 's/^Location: //p'
}
same "without the token" 403 "$(status -b "$T/olive" \
	-d 'version=1&answer=yes' "$URL/statement")"
same "from another site" 403 "$(status -b "$T/olive" \
	-H 'Sec-Fetch-Site: cross-site' \
	-d "form=$(form "$T/olive" /statement)&version=1&answer=yes" \
	"$URL/statement")"
same "half an answer" /statement "$(answer "$T/olive" 1 maybe)"
same "a version that is not" /statement "$(answer "$T/olive" 2 yes)"
gated

# No.
same "refused" /statement/refused "$(answer "$T/olive" 1 no)"
has "$(web -b "$T/olive" "$URL/statement/refused")" 'have not agreed'
answer "$T/olive" 1 no >/dev/null
gated
same "told once" "A participant did not agree to the statement of \
confidentiality (parcel 1), so nothing of it opens. Speak to them." \
	"$(rows 'SELECT text FROM alert WHERE meeting_id = 1')"
same "evidence" 'recipient:1|statement:1' "$(rows "SELECT who, which
	FROM audit_event WHERE what = 'statement.refused' LIMIT 1")"

# Family are not asked, and a child is not.
come_in "$TOKEN_FRANK" "$CODE_FRANK" "$T/frank"
HIS=$(copy "$T/frank")
same "family" 200 "$(status -b "$T/frank" "$URL$HIS")"
rows "INSERT INTO attendance (meeting_id, person_id, ref, capacity)
	VALUES (1, 3, 3, 'family')"
# (Not in the journal, and so nothing to hear: but that is not asked first.)
lacks "$(web -i -b "$T/frank" "$URL$HIS")" '^Location'
has "$(web -i -b "$T/frank" "$URL/statement")" '^Location: /copies'
rows "UPDATE attendance SET capacity = 'advocate' WHERE person_id = 3"
asked "$T/frank" "$HIS"
rows "INSERT INTO child (id, person_id, born_on, understands,
	understanding_by, understanding_at, supporter)
	VALUES (50, 3, '2011-01-01', 1, 'Iris', 1, 'Iris')"
lacks "$(web -i -b "$T/frank" "$URL$HIS")" '^Location'
rows "DELETE FROM attendance WHERE person_id = 3"

# Yes, in Welsh, and by who was not in the room.
same "in Welsh" 303 "$(status -b "$T/olive" -c "$T/olive" -d language=cy \
	-d back=/statement -d "form=$(form "$T/olive" /statement)" \
	"$URL/display")"
has "$(web -b "$T/olive" "$URL/statement")" 'i chi eich &lt;hun&gt;'
same "accepted" /copies "$(answer "$T/olive" 1 yes)"
same "kept" '1|1|cy|1' "$(rows 'SELECT statement_id, person_id, language,
	accepted_at > 0 FROM statement_accepted')"
same "her copy" 200 "$(status -b "$T/olive" "$URL$ONE")"
same "a range" 206 "$(status -b "$T/olive" -r 0-99 "$URL$ONE/document.opus")"
same "once more" /copies "$(answer "$T/olive" 1 yes "$ONE")"
asked "$T/hedda" "$BRIEF"
same "accepted" /copies "$(answer "$T/hedda" 1 yes)"
same "her debrief" 200 "$(status -b "$T/hedda" "$URL$BRIEF")"

# Another version asks again, and what was accepted before is kept.
store statement set "$T/cy" "$T/en" --by cora >>"$LOG"
asked "$T/olive" "$ONE/document.opus" -r 0-99
asked "$T/hedda" "$TASK"
same "the old one" /statement "$(answer "$T/olive" 1 yes)"
same "the new one" /copies "$(answer "$T/olive" 2 yes)"
same "her copy" 200 "$(status -b "$T/olive" "$URL$ONE")"
same "kept" '1,2' "$(rows "SELECT group_concat(statement_id) FROM (SELECT
	statement_id FROM statement_accepted WHERE person_id = 1 ORDER BY 1)")"
has "$(store statement list)" '^version 1, since .*, accepted by 2$'
has "$(store statement show 1)" 'Keep what you hear'
finish
