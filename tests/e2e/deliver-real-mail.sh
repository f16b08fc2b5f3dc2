#!/usr/bin/env bash
# Goal: copies go out as mail through a real Postfix, one mail a person with
# one link to all of theirs; the mail is valid, says nothing of what it is
# about (rule 7), and its token is nowhere but in it: not in the database, its
# WAL, the logs, or the list of processes.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/outgoing.sh
. "$ROOT/tests/e2e/outgoing.sh"

# stdin as hex digits, on one line
bytes() {
	od -An -v -tx1 | tr -d ' \n'
}

outgoing_store
outgoing_relay

distributor copies M-1 >"$T/table" 2>>"$LOG"
# Asked what it would do, it says so, and does nothing.
distributor deliver --dry-run >"$T/dry" 2>>"$LOG"
# numbers PERSON: of their copies, "1, 2"
numbers() {
	sql "SELECT c.id FROM copy c JOIN person p ON p.id = c.person_id
		WHERE p.ref = '$1' ORDER BY 1" | paste -sd , | sed 's/,/, /g'
}
same 'dry run' "would go    olive  by e-mail  copies $(numbers olive)
would go    ian  by e-mail  copy $(numbers ian)
would go    hugo  by e-mail  copy $(numbers hugo)
would wait  nora  by e-mail  copies $(numbers nora): This person has no e-mail route.
3 would go, 1 would wait" "$(cat "$T/dry")"
! grep -q '@' "$T/dry" || fail "a dry run names an address"
row 'untouched' 'queued|0' \
	'SELECT DISTINCT state, attempts FROM message'
[ -z "$(find -L "$MAIL" -type f)" ] || fail 'a dry run sent a mail'

# The list of processes while mails go out.
(while [ ! -e "$T/done" ]; do ps axww -o args; sleep 0.02; done) >"$T/ps" &
WATCH=$!
deliver
: >"$T/done"
wait "$WATCH"
same 'deliver' 0 "$DELIVERED"

# Olive has both cases in one mail, Ian and Nora one and two; Nora none, because
# nobody may be written to without a route.
outgoing_mail box1
same 'mails of Olive' 1 "$(find -L "$MAIL/box1/new" -type f | wc -l)"
OLIVE=$GOT
outgoing_mail box2
outgoing_mail box3
row 'messages' 'accepted|3' \
	"SELECT state, count(*) FROM message GROUP BY state"
row 'met' 4 'SELECT count(*) FROM delivery WHERE met_at IS NOT NULL'
row 'not met, for want of a route' 'nora|nora' \
	"SELECT group_concat(p.ref, '|') FROM delivery d JOIN copy c ON
	c.id = d.copy_id JOIN person p ON p.id = c.person_id
	WHERE d.met_at IS NULL"

# Rule 7, over the whole source of every mail and over the relay's log.
find -L "$MAIL" -type f >"$T/mails"
while read -r mail; do
	for word in marac abus violen domestic victim perpetrat safeguard NS-000 \
		"Ann Example" "Bob Example" M-1 child; do
		if grep -qi -- "$word" "$mail"; then
			fail "rule 7: '$word' is in a mail: $(cat "$mail")"
		fi
	done
	for name in Ann Bob Vera Frank Gus Dan Wanda Olive Ian; do
		if grep -qwi -- "$name" "$mail"; then
			fail "rule 7: the name $name is in a mail"
		fi
	done
	has "$(cat "$mail")" '^Subject: A document is ready for you$'
	has "$(cat "$mail")" '^From: .*<documents@service.example>$'
	has "$(cat "$mail")" '^Auto-Submitted: auto-generated$'
	has "$(cat "$mail")" '^Message-Id: <[0-9a-f]*@service.example>$'
	has "$(cat "$mail")" '^Test. Every person here is invented.$'
	has "$(cat "$mail")" 'code you were given in person'
	has "$(cat "$mail")" '^Received: from client.service.example'
done <"$T/mails"

# Every reader finds the one link of the mail.
TOKENS=$(find -L "$MAIL" -type f -exec sed -n \
	's|^https://documents.service.example/d/\([A-Za-z0-9_-]\{43\}\)$|\1|p' \
	{} +)
same 'links' 3 "$(printf '%s\n' "$TOKENS" | sort -u | wc -l)"
sql 'SELECT hex(selector) FROM parcel' >"$T/selectors"

# The token stands nowhere else; nor does its secret, raw or in hex.
[ -s "$T/ps" ] || fail 'no list of processes was taken'
for token in $TOKENS; do
	raw=$(printf '%s=' "$token" | tr '_-' '/+' | base64 -d |
		bytes)
	selector=$(printf '%s' "$raw" | cut -c1-32)
	secret=$(printf '%s' "$raw" | cut -c33-64)
	grep -qi "$selector" "$T/selectors" ||
		fail 'the selector of a mail is not in the store'
	for place in "$STORE" "$T/postfix/log" "$T/log" "$T/ps" "$T/table"; do
		[ -e "$place" ] || continue
		if grep -rqa -- "$token" "$place"; then
			fail "a token is in $place"
		fi
		if grep -rqai -- "$secret" "$place"; then
			fail "a secret is in $place"
		fi
		find "$place" -type f >"$T/files"
		while read -r file; do
			if bytes <"$file" | grep -q "$secret"; then
				fail "a secret is in $file"
			fi
		done <"$T/files"
	done
done

# The address stands in no file of the store and in none of our logs.
if grep -rqa 'sample\.example' "$STORE" "$T/log"; then
	fail 'an address is in the store or a log'
fi

# A second round sends nothing, and so does a second `copies`.
distributor copies M-1 >/dev/null 2>>"$LOG"
deliver
has "$SAID" '^0 accepted'
row 'copies' 6 'SELECT count(*) FROM copy'

# Someone else reads the mail as we meant it: valid MIME, 7 bit, text/plain.
has "$(cat "$OLIVE")" '^MIME-Version: 1.0$'
has "$(cat "$OLIVE")" '^Content-Type: text/plain; charset=\(UTF-8\|us-ascii\)'
has "$(cat "$OLIVE")" '^Content-Transfer-Encoding: 7bit$'
LC_ALL=C grep -qP '[^\x00-\x7f]' "$OLIVE" && fail 'the mail is not 7 bit'
awk 'length > 998 { exit 1 }' "$OLIVE" || fail 'a line is too long'
