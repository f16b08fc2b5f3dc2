#!/usr/bin/env bash
# Goal: an administrator makes an account, and its user alone comes to hold its
# password and second factor, both proved before it works; what is lost is set
# anew one at a time, so that no administrator comes to hold both; nobody raises
# themselves; the last administrator stays; an account that is ended is out at
# once; every change is in the audit with who, what and when, and the coordinators
# are told.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/administering.sh
. "$ROOT/tests/e2e/administering.sh"

admin_store
admin_serve
admin_in ada
same "an administrator lands" /well "$LANDED"

# code: what the answer shows
code() {
	grep -o '[2-9A-Z]\{4\}-[2-9A-Z]\{4\}-[2-9A-Z]\{4\}' "$T/answer" | head -n 1
}

# setup LOGIN CODE: the first page; the status
setup() {
	web -o "$T/answer" -w '%{http_code}' -b "$T/$1.set" -c "$T/$1.set" \
		-H "Origin: $WEB" -d login="$1" -d code="$2" "$WEB/setup"
}

# choose LOGIN [-d ...]: the second; the status
choose() {
	login=$1
	shift
	web -o "$T/answer" -w '%{http_code}' -b "$T/$login.set" \
		-c "$T/$login.set" -H "Origin: $WEB" -d form="$(web \
			-b "$T/$login.set" "$WEB/setup/choose" | sed -n \
			's/.*name="form" value="\([0-9a-f]*\)".*/\1/p')" \
		"$@" "$WEB/setup/choose"
}

# the key that is shown for the app
key() {
	web -b "$T/$1.set" "$WEB/setup/choose" |
		sed -n 's/.*id="key">\([A-Z2-7 ]*\)<.*/\1/p' | tr -d ' '
}

# What is wrong is said, and nothing is made.
admin_post ada /users/new /users/new -d login=nina -d person=P10 -d role=chair
same "somebody of no agency" 400 "$CAME"
lacks "$(cat "$T/answer")" 'Testfield'
admin_post ada /users/new /users/new -d login=nina -d person=P7 -d role=owner
same "a role that is none" 400 "$CAME"
admin_post ada /users/new /users/new -d login=Nina -d person=P7 -d role=chair
same "a login that is none" 400 "$CAME"
admin_post ada /users/new /users/new -d login=cora -d person=P7 -d role=chair
same "a login that is taken" 400 "$CAME"
admin_post ada /users/new /users/new -d login=ada2 -d person=P3 -d role=chair
same "another account of their own" 400 "$CAME"
has "$(cat "$T/answer")" 'Nobody changes an account of their own'
row "accounts" 5 "SELECT count(*) FROM account"

admin_post ada /users/new /users/new -d login=nina -d person=P7 \
	-d role=caseworker
same "made" 200 "$CAME"
CODE=$(code)
[ -n "$CODE" ] || fail "no code is shown"
row "its audit" "account:1|account.made|account:6|caseworker" "SELECT who,
	what, which, why FROM audit_event ORDER BY seq DESC LIMIT 1"
row "the coordinators are told" 1 "SELECT count(*) FROM alert WHERE text =
	'An administrator (account 1) made account 6: caseworker.'"
row "nothing signs in" "|0" "SELECT password_hash, length(totp_sealed)
	FROM account WHERE login = 'nina'"
lacks "$(strings -a "$S/marac.db"* | cat)" "$CODE"
refuses 1 store user code P1 --by nina
has "$SAID" 'is not set up'

# Unknown, not waiting and a wrong code: one answer.
for who in nina cora nobody; do
	same "$who with a wrong code" 403 "$(setup $who 2222-2222-2222)"
	sed "s/value=\"$who\"/value=\"\"/" "$T/answer" >"$T/answer.$who"
	cmp "$T/answer.$who" "$T/answer.nina" || fail "$who can be told"
done
same "without the code" 303 "$(web_status -b "$T/nobody.set" \
	"$WEB/setup/choose")"
same "nor its square" 404 "$(web_status -b "$T/nobody.set" \
	"$WEB/setup/square.svg")"
same "from elsewhere" 403 "$(web_status -H 'Origin: https://elsewhere.example' \
	-d login=nina -d code="$CODE" "$WEB/setup")"

same "the right code" 303 "$(setup nina "$CODE")"
KEY=$(key nina)
has "$KEY" '^[A-Z2-7]\{32\}$'
echo "$KEY" >"$T/nina.totp"
# The square says the same, to somebody else's reader.
web -b "$T/nina.set" -D "$T/head" -o "$T/square.svg" "$WEB/setup/square.svg"
has "$(cat "$T/head")" '^Content-Type: image/svg+xml'
has "$(cat "$T/head")" '^Cache-Control: no-store'
ffmpeg -loglevel error -i "$T/square.svg" "$T/square.png"
same "what a camera reads" \
	"otpauth://totp/Document%20service:nina?secret=$KEY&issuer=Document%20service" \
	"$(zbarimg -q --nodbus --raw "$T/square.png")"

NEW='three invented words'
same "a short password" 400 "$(choose nina -d password=short -d again=short \
	-d code="$(admin_code nina)")"
same "not the same again" 400 "$(choose nina --data-urlencode "password=$NEW" \
	-d again=other -d code="$(admin_code nina)")"
same "without the six digits" 400 "$(choose nina --data-urlencode \
	"password=$NEW" --data-urlencode "again=$NEW" -d code=000000)"
row "it does not work yet" 0 "SELECT length(password_hash) FROM account
	WHERE login = 'nina'"
same "no token" 403 "$(web_status -b "$T/nina.set" -H "Origin: $WEB" \
	-d form=x --data-urlencode "password=$NEW" "$WEB/setup/choose")"
DIGITS=$(admin_code nina) # the very same below, whatever the clock says then
same "all of it" 200 "$(choose nina --data-urlencode "password=$NEW" \
	--data-urlencode "again=$NEW" -d code="$DIGITS")"
row "set up" "account:6|account.set-up" "SELECT who, what FROM audit_event
	ORDER BY seq DESC LIMIT 1"
same "the code is used up" 403 "$(setup nina "$CODE")"
same "the cookie too" 303 "$(web_status -b "$T/nina.set" "$WEB/setup/choose")"
same "the digits as well" 403 "$(admin_try nina "$NEW" "$DIGITS" | cut -d' ' -f1)"
came=$(admin_try nina "$NEW" "$(admin_code nina 1)")
same "nina signs in" "303 $WEB/children" "$came"

# Another role: signed out, told, in the audit; nobody their own, by any account.
NINA=/user/6
admin_post ada $NINA "$NINA?ask=role" -d what=role -d role=administrator
same "another role" "303 $NINA" "$CAME $WHERE"
same "signed out" 303 "$(web_status -b "$T/nina.jar" "$WEB/children")"
row "its audit" "account:1|account.role|account:6|caseworker to administrator" \
	"SELECT who, what, which, why FROM audit_event ORDER BY seq DESC LIMIT 1"
admin_post ada $NINA "$NINA?ask=role" -d what=role -d role=administrator
same "the role that it has" 400 "$CAME"
for what in 'role -d role=chair' password factor; do
	# shellcheck disable=SC2086 # two words
	admin_post ada /user/1 "/user/6?ask=role" -d what=$what
	same "their own: $what" 400 "$CAME"
done
row "unchanged" "administrator|1" "SELECT role, password_hash <> '' FROM account
	WHERE id = 1"

# A lost password: the code alone is not enough, nor what the administrator has.
admin_post ada $NINA "$NINA?ask=password" -d what=password
same "a new password" 200 "$CAME"
CODE=$(code)
admin_post ada $NINA "$NINA?ask=factor" -d what=factor
same "both at once" 400 "$CAME"
has "$(cat "$T/answer")" 'nothing would be left'
same "the old password" 403 "$(admin_try nina "$NEW" "$(admin_code nina 1)" |
	cut -d' ' -f1)"
same "with the code" 303 "$(setup nina "$CODE")"
same "no key is shown" "" "$(key nina)"
same "no square either" 404 "$(web_status -b "$T/nina.set" \
	"$WEB/setup/square.svg")"
for try in 1 2 3 4; do
	same "without the phone, $try" 400 "$(choose nina \
		-d password=another-invented-one -d again=another-invented-one \
		-d code=00000$try)"
done
same "the fifth" 400 "$(choose nina -d password=another-invented-one \
	-d again=another-invented-one -d code=000005)"
same "stops it" 303 "$(choose nina -d password=another-invented-one \
	-d again=another-invented-one -d code="$(admin_code nina 1)")"
row "and is told" 1 "SELECT count(*) FROM alert WHERE text LIKE
	'The code for setting up account 6 was stopped%'"
admin_post ada $NINA "$NINA?ask=password" -d what=password
CODE=$(code)
same "another code" 303 "$(setup nina "$CODE")"
sqlite3 "$S/marac.db" "UPDATE account SET totp_step = 0 WHERE id = 6"
same "with the phone" 200 "$(choose nina -d password=another-invented-one \
	-d again=another-invented-one -d code="$(admin_code nina)")"

# A lost phone: the password that they have, and a new app that is proved.
admin_post ada $NINA "$NINA?ask=factor" -d what=factor
CODE=$(code)
same "with the code" 303 "$(setup nina "$CODE")"
KEY=$(key nina)
[ "$KEY" != "$(cat "$T/nina.totp")" ] || fail "the same secret again"
echo "$KEY" >"$T/nina.totp"
same "with the wrong password" 400 "$(choose nina -d password="$NEW" \
	-d code="$(admin_code nina)")"
same "the right one" 200 "$(choose nina -d password=another-invented-one \
	-d code="$(admin_code nina)")"
came=$(admin_try nina another-invented-one "$(admin_code nina 1)")
same "nina is back" "303 $WEB/well" "$came"

# Five wrong codes stop one.
admin_post ada /user/5 "/user/5?ask=password" -d what=password
CODE=$(code)
for try in 2 3 4 5 6; do
	same "wrong $try" 403 "$(setup cass "2222-2222-222$try")"
done
same "the sixth, right" 403 "$(setup cass "$CODE")"
# After its days it is over.
admin_post ada /user/5 "/user/5?ask=password" -d what=password
CODE=$(code)
sqlite3 "$S/marac.db" "UPDATE account_setup SET ends_at = ends_at - 259201000"
same "after three days" 403 "$(setup cass "$CODE")"

# Ended: out at once.  The last administrator stays, by page and by verb.
same "there" 200 "$(web_status -b "$T/nina.jar" "$WEB/well")"
admin_post ada $NINA "$NINA?ask=end" -d what=end
same "ended" "303 $NINA" "$CAME $WHERE"
same "out" 404 "$(web_status -b "$T/nina.jar" "$WEB/well")"
row "its audit" "account:1|account.disabled|account:6" "SELECT who, what, which
	FROM audit_event ORDER BY seq DESC LIMIT 1"
admin_post ada $NINA /users/new -d what=password
same "nothing more with it" 400 "$CAME"
admin_post ada /user/2 "/user/2?ask=end" -d what=end
same "the other administrator" 303 "$CAME"
admin_post ada /user/1 /users/new -d what=end
same "the last one" 400 "$CAME"
has "$(cat "$T/answer")" 'last administrator'
refuses 1 store user disable ada
has "$SAID" 'last administrator'
refuses 1 store user role ada chair
has "$SAID" 'last administrator'
# One who has not set up their account is none yet.
store user invite abby --person P4 --role administrator >/dev/null
refuses 1 store user disable ada
has "$SAID" 'last administrator'

# The verbs do the same deeds.
has "$(store user invite amy --person P7 --role chair)" \
	'^[2-9A-Z]\{4\}-[2-9A-Z]\{4\}-[2-9A-Z]\{4\}$'
same "role" 'cora is chair now' "$(store user role cora chair)"
has "$(store user reset cora factor)" '^[2-9A-Z]\{4\}-'
refuses 1 store user reset cora password
has "$SAID" 'nothing would be left'
row "by the verb" "program:store|account.reset|account:3|second factor" "SELECT
	who, what, which, why FROM audit_event ORDER BY seq DESC LIMIT 1"
row "the audit names nobody" 0 "SELECT count(*) FROM audit_event WHERE
	why || which LIKE '%nina%' OR why || which LIKE '%Newcomer%'"
has "$(store check)" '^Sound:'
admin_finish
