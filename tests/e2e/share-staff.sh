#!/bin/bash
# Goal: staff see the children assigned to them and nobody else (rule 15), give
# a reason before a file opens, and are signed out by time and by will; no POST
# works without its form token and from elsewhere.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sharing.sh"
sharing
staff "$T/cora"

list=$(web -b "$T/cora" "$URL/children")
has "$list" 'Ann Example'
has "$list" 'Anne Exemple'
lacks "$list" 'Dan Invented'
has "$list" 'Nan &lt;Wŷn&gt;'
lacks "$list" '<Wŷn>'
has "$(web -b "$T/cora" "$URL/children?q=%C5%B4YN")" 'Ann Example'
lacks "$(web -b "$T/cora" "$URL/children?q=dan")" 'Dan Invented'
lacks "$(web -b "$T/cora" "$URL/children?q=zz%25")" 'Ann Example'

# Not hers, and not there: one answer.
web -i -b "$T/cora" "$URL/child/40" | grep -v '^Date: ' >"$T/others"
web -i -b "$T/cora" "$URL/child/41" | grep -v '^Date: ' >"$T/none"
cmp "$T/others" "$T/none" || fail "a child of somebody else can be told"
same "its audio" 404 \
	"$(status -b "$T/cora" "$URL/child/40/audio/3/document.opus")"

# No reason, no file and no sound.
has "$(web -b "$T/cora" "$URL/child/20")" 'Why do you need this file'
lacks "$(web -b "$T/cora" "$URL/child/20")" 'Call the school'
same "audio before a reason" 404 \
	"$(status -b "$T/cora" "$URL/child/20/audio/1/document.opus")"
token=$(form "$T/cora" /child/20)
post() {
	status -b "$T/cora" --data-urlencode reason="Visit on Thursday" "$@" \
		"$URL/child/20/open"
}
same "without a token" 403 "$(post -H "Origin: $URL")"
same "with another's" 403 "$(post -H "Origin: $URL" -d form="${token%?}x")"
same "from elsewhere" 403 \
	"$(post -H 'Origin: https://elsewhere.example' -d form="$token")"
same "from elsewhere, the browser says" 403 "$(post -H "Origin: $URL" \
	-H 'Sec-Fetch-Site: cross-site' -d form="$token")"
same "from nowhere" 403 "$(post -d form="$token")"
same "openings" 0 "$(rows 'SELECT count(*) FROM file_opening')"
same "with both" 303 "$(post -H 'Origin: null' \
	-H 'Sec-Fetch-Site: same-origin' -d form="$token")"
same "audited" "account:1|child:20|Visit on Thursday" "$(rows "SELECT who,
	which, why FROM audit_event WHERE what = 'file.opened'")"
file=$(web -b "$T/cora" "$URL/child/20")
has "$file" 'He has a key &lt;b&gt;still&lt;/b&gt;'
lacks "$file" 'Said by mistake'
found=$(web -b "$T/cora" "$URL/child/20?q=locks")
has "$found" 'Found in this file: 1'
same "the audio" 200 \
	"$(status -b "$T/cora" "$URL/child/20/audio/1/document.opus")"
same "audio of another child through hers" 404 \
	"$(status -b "$T/cora" "$URL/child/20/audio/3/document.opus")"
same "heard" 1 "$(rows "SELECT count(*) FROM audit_event
	WHERE what = 'recording.heard'")"

# 15 minutes without a page, and 8 hours in all.
rows "UPDATE session SET seen_at = seen_at - 880000"
same "after some 14:50" 200 "$(status -b "$T/cora" "$URL/children")"
rows "UPDATE session SET seen_at = seen_at - 901000"
same "after 15:01" 303 "$(status -b "$T/cora" "$URL/children")"
staff "$T/cora" 1
rows "UPDATE session SET ends_at = ends_at - 28801000"
same "after 8 hours" 303 "$(status -b "$T/cora" "$URL/children")"

# Disabled in the middle of a session; and signing out ends it at once.
rows "UPDATE account SET totp_step = 0"
staff "$T/cora"
rows "UPDATE account SET disabled_at = 1 WHERE id = 1"
same "disabled" 303 "$(status -b "$T/cora" "$URL/children")"
rows "UPDATE account SET disabled_at = NULL, totp_step = 0"
staff "$T/cora"
cp "$T/cora" "$T/kept"
same "signing out" 303 "$(status -b "$T/cora" -H "Origin: $URL" \
	-d form="$(form "$T/cora" /children)" "$URL/sign-out")"
same "the old cookie" 303 "$(status -b "$T/kept" "$URL/children")"
finish
