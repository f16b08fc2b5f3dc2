#!/usr/bin/env bash
# Accounts and access codes: no password, secret or code is on a command line,
# in the database, in its log or in any output but the one that shows it once.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/storing.sh
. "$ROOT/tests/e2e/storing.sh"

PASSWORD='canary invented horse 7219'

store init >/dev/null
template_all "$T/csv"
import_all "$T/csv"

# While the verb waits for the password, the process list has nothing of it.
mkfifo "$T/in"
store user add cora --person P1 --role coordinator <"$T/in" >"$T/totp" \
	2>"$T/err" &
ADDING=$!
exec 3>"$T/in"
until_true 60 pgrep -f "user add cora"
printf '%s\n' "$PASSWORD" >&3
ps -eo args >"$T/ps"
exec 3>&-
wait $ADDING || fail "user add: $(cat "$T/err")"
lacks "$(cat "$T/ps")" "canary"

SECRET=$(sed -n 1p "$T/totp")
has "$SECRET" '^[A-Z2-7]\{32\}$'
same "the authenticator's URI" \
	"otpauth://totp/Document%20service:cora?secret=$SECRET&issuer=Document%20service" \
	"$(sed -n 2p "$T/totp")"
same "lines of output" 2 "$(wc -l <"$T/totp")"
lacks "$(cat "$T/totp" "$T/err")" canary

CODE=$(store user code P2 --by cora)
has "$CODE" '^[2-9A-Z]\{4\}-[2-9A-Z]\{4\}-[2-9A-Z]\{4\}$'
AGAIN=$(store user code P2 --by cora)
[ "$CODE" != "$AGAIN" ] || fail "the same code twice"
row "codes" 1 "SELECT count(*) FROM access_code"
row "the code's audit" "account:1|recipient:2" \
	"SELECT who, which FROM audit_event WHERE what = 'code.issued' LIMIT 1"

store user assign cora P3 >/dev/null
has "$(store user list)" '^cora  *coordinator  *P1  *1 file$'

# Nothing of them anywhere in the store's folder: database, WAL, keystores.
secret_hex=$(printf %s "$SECRET" | base32 -d | xxd -p | tr -d '\n')
dashless=$(printf %s "$AGAIN" | tr -d -)
find "$S" -type f | while IFS= read -r file; do
	for canary in canary "$SECRET" "$CODE" "$AGAIN" "$dashless"; do
		! grep -qaF -- "$canary" "$file" || fail "$canary is in $file"
	done
	! xxd -p "$file" | tr -d '\n' | grep -qF "$secret_hex" ||
		fail "the secret's bytes are in $file"
done
# The search finds what is there: a login, in the clear.
grep -qaF cora "$S/marac.db" || fail "the search cannot see a login"

# Rule 14, and 3 and 4 likewise: who knows somebody's code may read what they
# read.
sqlite3 "$S/marac.db" "INSERT INTO conflict SELECT meeting_id, case_id, 1, 0
	FROM agenda_item WHERE case_id IS NOT NULL LIMIT 1"
refuses 1 store user code P2 --by cora
has "$SAID" 'decides nothing about it: somebody else must'
row "codes given out" 2 "SELECT count(*) FROM audit_event
	WHERE what = 'code.issued'"
sqlite3 "$S/marac.db" 'DELETE FROM conflict WHERE person_id = 1'
[ -n "$(store user code P2 --by cora)" ] || fail "no code without a conflict"

# Nor does who is named as a source of harm say that a way to her is safe.
verified() {
	printf '%s\n' person,channel,value,safe,safe_from,safe_to,voicemail,shared_device,verified_by,verified_on,expires_on \
		"P2,email,erin@home.invalid,yes,,,no,no,$1,2026-11-20," \
		>"$T/route.csv"
}
verified P5
refuses 1 store import routes "$T/route.csv"
has "$SAID" 'decides nothing about it: somebody else must'
row "routes by e-mail" 0 "SELECT count(*) FROM contact_route
	WHERE person_id = 2 AND channel = 'email'"
verified P1
store import routes "$T/route.csv" >/dev/null
row "routes by e-mail" 1 "SELECT count(*) FROM contact_route
	WHERE person_id = 2 AND channel = 'email'"

# What is refused, and why.
bad() {
	printf '%s\n' "$2" >"$T/word"
	shift_to=$1
	shift 2
	refuses 1 store user add "$@" <"$T/word"
	has "$SAID" "$shift_to"
}
bad 'at least 12' 'eleven char' erin --person P2 --role chair
bad 'at least 12' '' erin --person P2 --role chair
bad 'not UTF-8' "$(printf 'a long one \377\377')" erin --person P2 --role chair
bad 'already' 'a longer password' cora --person P1 --role chair
bad 'nobody has the reference' 'a longer password' erin --person P99 --role chair
bad '\-\-role is' 'a longer password' erin --person P2 --role owner
bad '\-\-role is' 'a longer password' erin --person P2
bad '\-\-person' 'a longer password' erin --role chair
bad 'a login is' 'a longer password' Erin --person P2 --role chair
row "accounts" 1 "SELECT count(*) FROM account"
refuses 1 store user code P2 --by nobody
has "$SAID" "no account 'nobody'"
refuses 1 store user assign cora P1
has "$SAID" 'not a child'
refuses 2 store user code P2 --code ABCD

# 12 characters are enough when each is three bytes.
printf '%s\n' 'ŵŵŵŵŵŵŵŵŵŵŵŵ' |
	store user add dai --person P7 --role chair >/dev/null

# Disabled: its session ends, it cannot vouch for a code.
sqlite3 "$S/marac.db" "INSERT INTO session
	(id_hash, csrf, account_id, made_at, seen_at, ends_at)
	VALUES (x'00', x'00', 1, 0, 0, 0)"
store user disable cora >/dev/null
row "sessions" 0 "SELECT count(*) FROM session"
has "$(store user list)" '^cora .*disabled$'
refuses 1 store user code P2 --by cora
has "$SAID" 'disabled'
refuses 1 store user disable cora
has "$(store check)" '^Sound:'
