#!/usr/bin/env bash
# Goal: `explain` says of everybody and every case who gets what and why: the
# same as `copies` does, in 80 columns, as JSON and as CSV, for a person who is
# not concerned too. It needs no key and changes nothing.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/outgoing.sh
. "$ROOT/tests/e2e/outgoing.sh"

"$BIN/postseed" "$STORE"
outgoing_conf

# everything: what the store and its folder hold
everything() {
	sql "SELECT name FROM sqlite_schema WHERE type = 'table'" |
		while read -r table; do
			echo "$table"
			sql "SELECT * FROM $table"
		done
	find "$STORE" -type f ! -name 'marac.db*' -exec sha256sum {} + | sort
}

# line JSON CASE PERSON: outcome, reason, what they hear and would hear
line() {
	printf '%s\n' "$1" | jq -r --arg c "$2" --arg p "$3" '.[]
		| select(.case == $c and .person == $p)
		| "\(.outcome) \(.reason) \(.hears) \(.would_hear)"'
}

BEFORE=$(everything)
TEXT=$(distributor explain M-1)
JSON=$(distributor explain M-1 --json)
CSV=$(distributor explain M-1 --csv)
same 'the store after looking' "$BEFORE" "$(everything)"

# Before the release: the seed's meeting, by hand.
same Olive 'held not_released 0 480000' "$(line "$JSON" NS-0001 olive)"
same Ian 'held not_released 0 240000' "$(line "$JSON" NS-0001 ian)"
same Hugo 'not_sent conflict 0 0' "$(line "$JSON" NS-0001 hugo)"
same Vera 'decide needs_decision 0 480000' "$(line "$JSON" NS-0001 vera)"
same Frank 'blocked harm_yes 0 0' "$(line "$JSON" NS-0001 frank)"
same Gus 'blocked harm_unknown 0 0' "$(line "$JSON" NS-0001 gus)"
same 'Ian in the second' 'not_sent absent 0 0' "$(line "$JSON" NS-0002 ian)"
same 'Hugo in the second' 'held not_released 0 480000' \
	"$(line "$JSON" NS-0002 hugo)"
same 'why Ian lacks the rest' 'absent 720000 960000' \
	"$(printf '%s\n' "$JSON" | jq -r '.[]
		| select(.case == "NS-0001" and .person == "ian").not_heard[]
		| "\(.why) \(.from) \(.to)"')"
# Who is owed nothing has no clock; decisions have the copies' (rule 19).
same 'clocks' "$(sql "SELECT strftime('%Y-%m-%dT%H:%M:%SZ', due_at / 1000,
	'unixepoch') FROM meeting WHERE ref = 'M-1'")" "$(printf '%s\n' "$JSON" |
	jq -r '.[] | select(.outcome == "decide" or .outcome == "held").due_at' |
	sort -u)"
same 'no clocks' '' "$(printf '%s\n' "$JSON" | jq -r '.[]
	| select(.outcome == "blocked" or .outcome == "not_sent").due_at' | sort -u)"

# The text: a heading a case, nothing wider than a terminal, the same people.
has "$TEXT" '^NS-0001  0:00:10$'
has "$TEXT" '^  held      Ian Sample (ian)  *would hear 0:00:05 of 0:00:10$'
has "$TEXT" '^            Left out: absent 0:00:05\.$'
has "$TEXT" '^  blocked   Gus Invented (gus)$'
same 'lines too wide' '' "$(printf '%s\n' "$TEXT" | awk 'length > 80')"
same 'how many' "$(printf '%s\n' "$JSON" | jq length)" \
	"$(printf '%s\n' "$TEXT" | grep -c '^  [a-z]')"
same 'how many in the CSV' "$(printf '%s\n' "$JSON" | jq length)" \
	"$(printf '%s\n' "$CSV" | tail -n +2 | grep -c '^"NS-')"
has "$CSV" '^"NS-0001","ian","Ian Sample","held","not_released",'

# A name that a spreadsheet would run, and one with a quote in it.
sql "UPDATE person SET name = '=HYPERLINK(\"x\")' WHERE ref = 'nora'"
has "$(distributor explain M-1 nora --csv)" \
	'^"NS-0001","nora","'"'"'=HYPERLINK(""x"")",'
sql "UPDATE person SET name = 'Nora Sample-with-a-very-long-name-indeed' WHERE ref = 'nora'"
same 'a long name is too wide' '' \
	"$(distributor explain M-1 nora | awk 'length > 80')"
sql "UPDATE person SET name = 'Nora Sample' WHERE ref = 'nora'"

# One person, also one who is concerned with nothing: the answer to "send me
# the recording".
same 'Gus alone' 'NS-0001 blocked NS-0002 not_sent' "$(distributor explain \
	M-1 gus --json | jq -r '[.[] | "\(.case) \(.outcome)"] | join(" ")')"
same 'Gus in the second' 'not_sent not_concerned 0 0' \
	"$(line "$(distributor explain M-1 gus --json)" NS-0002 gus)"

# A passage withheld from everybody is silence; Ian heard its beginning.
withheld() {
	sql "INSERT INTO withheld_passage (meeting_id, case_id, from_sample,
		to_sample, reason, proposed_by, proposed_at, approved_by, approved_at)
		SELECT a.meeting_id, c.id, 672000, 768000, 'why', 1, 1, 2, 2
		FROM marac_case c, attendance a
		WHERE c.reference = 'NS-0001' AND a.ref = 1 LIMIT 1"
}
withheld
has "$(distributor explain M-1 ian)" \
	'^            Left out: absent 0:00:05\. Silent: withheld 0:00:01\.$'
sql "DELETE FROM withheld_passage"

# What `copies` says and makes is what `explain` says.
answers() {
	jq -r '.[] | "\(.case) \(.person) \(.outcome) \(.reason)"' | sort
}
distributor release M-1 --by ian >/dev/null
distributor decide M-1 NS-0002 wanda send --reason why --by olive >/dev/null
outgoing_heard ian
distributor approve M-1 NS-0002 wanda --by ian >/dev/null
EXPLAINED=$(distributor explain M-1 --json)
MADE=$(distributor copies M-1 --json)
same 'explain and copies' "$(printf '%s\n' "$EXPLAINED" | answers)" \
	"$(printf '%s\n' "$MADE" | answers)"
same 'who gets one' "$(printf '%s\n' "$EXPLAINED" | jq -r '.[]
	| select(.hears > 0) | "\(.case) \(.person)"' | sort)" \
	"$(printf '%s\n' "$MADE" | jq -r '.[] | select(.became == "made")
	| "\(.case) \(.person)"' | sort)"
has "$EXPLAINED" '"outcome": "part"'
withheld
same 'heard is without what is silent' 'part present_in_part 192000 192000' \
	"$(line "$(distributor explain M-1 ian --json)" NS-0001 ian)"
sql "DELETE FROM withheld_passage"

# No key is asked for; a meeting, a person and an option that are not there.
mv "$STORE/keys" "$T/keys"
same 'without keys' "$(printf '%s\n' "$EXPLAINED" | answers)" \
	"$(distributor explain M-1 --json | answers)"
refuses 1 distributor explain M-2
has "$SAID" "no meeting is called 'M-2'"
refuses 1 distributor explain M-1 nobody
refuses 1 distributor explain M-1 --json --csv
refuses 2 distributor explain
