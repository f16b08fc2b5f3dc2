#!/usr/bin/env bash
# Goal: to whoever is no administrator their pages do not exist: a coordinator, a
# chair, a caseworker, somebody who was sent a link and a stranger get, for every
# page, method and form, the bytes of an address that is none.  An administrator
# has none of the others' pages, and no name of a child on their own.  A form
# without its token, or from elsewhere, does nothing; a GET changes nothing.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/administering.sh
. "$ROOT/tests/e2e/administering.sh"

# With what the children's files and a sent copy are made of.
"$BIN/seed" make "$S" 20 >"$T/is"
# shellcheck source=/dev/null
. "$T/is"
sed -i 's/^\[share\]$/&\nhealth = 127.0.0.1:0/' "$S/marac.conf"
REF=$(word "SELECT ref FROM person WHERE id = (SELECT person_id FROM account
	WHERE login = 'cora')")
for who in ada:administrator carol:coordinator charlie:chair cass:caseworker; do
	printf '%s\n' "invented-password-2026" |
		store user add "${who%:*}" --person "$REF" --role "${who#*:}" |
		sed -n 1p >"$T/${who%:*}.totp"
done
# shellcheck disable=SC2034 # admin_in types it
PASSWORD=invented-password-2026
admin_serve
ADA=$(word "SELECT id FROM account WHERE login = 'ada'")

for who in ada carol charlie cass; do
	admin_in $who
done
same "the coordinator" 200 "$(web_status -b "$T/carol.jar" "$WEB/meetings")"
same "the chair" 200 "$(web_status -b "$T/charlie.jar" "$WEB/meetings")"
same "the caseworker" 200 "$(web_status -b "$T/cass.jar" "$WEB/children")"
same "the recipient" 303 "$(web_status -b "$T/linked.jar" -c "$T/linked.jar" \
	-H "Origin: $WEB" --data-urlencode "code=$CODE_OLIVE" "$WEB/d/$TOKEN_OLIVE")"

pages="/well /well/check /users /users/new /user/$ADA /user/999 /agencies /audit
	/audit/export"

# asked HOW JAR PATH: the answer, without its date
asked() {
	case $1 in
	HEAD) set -- "$@" -I ;;
	POST) set -- "$@" -d form=x -d what=end -d login=x -d name=x ;;
	DELETE) set -- "$@" -X DELETE ;;
	big) set -- "$@" --data-binary "@$T/big" ;;
	esac
	jar=$2 url=$WEB$3
	shift 3
	web -i -b "$jar" -H "Origin: $WEB" "$@" "$url" | grep -v '^Date: '
}

head -c 20000 /dev/zero | tr '\0' x >"$T/big"
for jar in carol charlie cass linked nobody; do
	for how in GET HEAD POST DELETE big; do
		asked $how "$T/$jar.jar" /no-such-page >"$T/none"
		for path in $pages; do
			asked $how "$T/$jar.jar" "$path" >"$T/page"
			cmp -s "$T/page" "$T/none" ||
				fail "$jar can tell that $path is there ($how)"
		done
	done
done

# What an administrator has, and has not.
for path in /well /users /users/new "/user/$ADA" /agencies /audit; do
	same "GET $path" 200 "$(web_status -b "$T/ada.jar" "$WEB$path")"
	words=$(admin_words ada "$path")
	for name in $(word "SELECT replace(name, ' ', '_') FROM person JOIN child
		ON child.person_id = person.id"); do
		lacks "$words" "$(printf %s "$name" | tr _ ' ')"
	done
	lacks "$words" 'NS-0'
done
CHILD=$(word "SELECT min(id) FROM child")
store user assign ada "$(word "SELECT ref FROM person JOIN child
	ON child.person_id = person.id WHERE child.id = $CHILD")" >/dev/null
asked GET "$T/ada.jar" /no-such-page >"$T/none"
for path in /meetings /meeting/1 /meeting/1/case/1 /deadlines \
	/deadlines/seen/1 /errand/1 /listen/1 /listen/1/document.opus \
	/meeting/1/case/1/document.opus /children "/child/$CHILD" \
	"/child/$CHILD/audio/1/document.opus" /copy/1 /copy/1/document.opus; do
	asked GET "$T/ada.jar" "$path" >"$T/page"
	cmp -s "$T/page" "$T/none" || fail "an administrator has $path"
done
same "opening a file" 404 "$(web_status -b "$T/ada.jar" -H "Origin: $WEB" \
	-d form="$(admin_form ada /well)" -d reason="To look" \
	"$WEB/child/$CHILD/open")"
row "nothing was opened" 0 'SELECT count(*) FROM file_opening'

# The headers that keep it private, the square and the file among them.
for path in /well /users "/user/$ADA" /agencies /audit /setup; do
	web -D "$T/head" -o /dev/null -b "$T/ada.jar" "$WEB$path"
	for line in "Content-Security-Policy: default-src 'none'; " \
		'Cache-Control: no-store' 'Referrer-Policy: no-referrer' \
		'X-Content-Type-Options: nosniff' 'X-Frame-Options: DENY'; do
		has "$(cat "$T/head")" "^$line"
	done
	lacks "$(cat "$T/head")" 'unsafe-'
done

# Nothing without the token, from elsewhere, or by a GET.
counts="SELECT (SELECT count(*) FROM account), (SELECT count(*) FROM agency),
	(SELECT count(*) FROM audit_event), (SELECT count(*) FROM last_run),
	(SELECT count(*) FROM account_setup), (SELECT count(*) FROM account
	WHERE disabled_at IS NULL)"
before=$(word "$counts")
form=$(admin_form ada /well)
other=$(admin_form cass /children)
CASS=$(word "SELECT id FROM account WHERE login = 'cass'")
for path in /well/check /users/new "/user/$CASS" /agencies /audit/export; do
	post() {
		web_status -b "$T/ada.jar" -d what=end -d name=New -d login=new \
			-d person="$REF" -d role=chair "$@" "$WEB$path"
	}
	same "$path without a token" 403 "$(post -H "Origin: $WEB")"
	same "$path with another's" 403 "$(post -H "Origin: $WEB" \
		-d form="$other")"
	same "$path from elsewhere" 403 "$(post -d form="$form" \
		-H 'Origin: https://elsewhere.example')"
	same "$path from elsewhere, the browser says" 403 "$(post \
		-d form="$form" -H "Origin: $WEB" \
		-H 'Sec-Fetch-Site: cross-site')"
	same "$path from nowhere" 403 "$(post -d form="$form")"
done
for path in /well /users "/user/$CASS?ask=end&what=end" \
	"/user/$CASS?ask=password" /agencies?name=New /audit; do
	same "GET $path" 200 "$(web_status -b "$T/ada.jar" "$WEB$path")"
done
same "what changed" "$before" "$(word "$counts")"

# An agency.
admin_post ada /agencies /agencies --data-urlencode 'name=Sample <b>Housing'
same "one more" "303 /agencies" "$CAME $WHERE"
has "$(admin_page ada /agencies)" 'Sample &lt;b&gt;Housing'
admin_post ada /agencies /agencies --data-urlencode 'name=Sample <b>Housing'
same "the same again" 400 "$CAME"
admin_post ada /agencies /agencies -d name=
same "no name" 400 "$CAME"
row "its audit" "account:$ADA|agency.made" "SELECT who, what FROM audit_event
	ORDER BY seq DESC LIMIT 1"
admin_finish
