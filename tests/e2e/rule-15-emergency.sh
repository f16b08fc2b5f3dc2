#!/usr/bin/env bash
# Goal: rules 3, 4, 14 and 15 at a child's file.  In an emergency a caseworker
# opens the file of a child they do not hold, knowing name and date of birth, for
# a time, with a reason; who looks after the meeting knows at once, the file says
# so for ever.  A child that is not there, one that is not for them and a
# restricted file are one answer; tries run out.  A restricted file says so on
# every page of it, and is none to a holder whom the restriction does not name.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sharing.sh"
AUDIO_SECONDS=60 sharing
rows "UPDATE meeting SET chair_id = 9;
	DELETE FROM child_assignment WHERE account_id = 2;
	INSERT INTO account (id, login, person_id, role, password_hash,
	totp_sealed) VALUES (3, 'ada', 10, 'administrator', 'x', x'00')"
staff "$T/cora"
same "the chair signs in" 303 "$(status -b "$T/chair" -c "$T/chair" \
	-H "Origin: $URL" --data-urlencode login=chair \
	--data-urlencode "password=$PASSWORD" \
	--data-urlencode "code=$("$SEED" totp "$TOTP_CHAIR")" "$URL/sign-in")"

get() { # JAR PATH
	web -b "$T/$1" "$URL$2"
}
answer() { # JAR PATH: the whole of it, without its date
	web -i -b "$T/$1" "$URL$2" | grep -v '^Date: '
}
# as_none JAR WHAT PATH: the bytes of a page that is none
as_none() {
	answer "$1" /child/41 >"$T/none"
	answer "$1" "$3" >"$T/this"
	cmp "$T/none" "$T/this" || fail "$2 can be told from none ($3)"
}
store() {
	"$BIN/marac-store" --store "$S" "$@"
}
# tries NAME BORN [REFERENCE [REASON]]: the status; what it said is in $T/said
tries() {
	web -o "$T/said" -w '%{http_code}' -b "$T/cora" -H "Origin: $URL" \
		--data-urlencode "form=$(form "$T/cora" /children/emergency)" \
		--data-urlencode "name=$1" --data-urlencode "born=$2" \
		--data-urlencode "reference=${3:-}" \
		--data-urlencode "reason=${4-At the door}" \
		"$URL/children/emergency"
}
count() {
	rows "SELECT count(*) FROM $1"
}

# Only what one holds is found.
for q in dan Invented '1 May 2027' NS-2026-0148; do
	lacks "$(web -G -b "$T/cora" --data-urlencode "q=$q" "$URL/children")" \
		'Dan Invented'
done
for q in '4 March 2014' '04/03/2014' ann 'example ann' ns-2026-0147 nannie; do
	has "$(web -G -b "$T/cora" --data-urlencode "q=$q" "$URL/children")" \
		'>Ann Example<'
done
lacks "$(web -G -b "$T/cora" --data-urlencode 'q=5 March 2014' "$URL/children")" '>Ann Ex'
list=$(get cora /children)
has "$list" 'Check the date of birth: another child has nearly the same name'
for path in /child/40 /child/40/looks /child/40/audio/3/document.opus \
	/child/40/audio/3/document.mp3 /files /child/20/audio/3/document.mp3; do
	as_none cora "what is not hers" "$path"
done
as_none chair "a page of caseworkers" /children/emergency
same "no look without a reason" "$URL/child/20" "$(web -o /dev/null \
	-w '%{redirect_url}' -b "$T/cora" "$URL/child/20/looks")"

# What is missing is said; a look changes nothing.
same "nothing typed" 400 "$(tries '' '' '' '')"
for words in 'whole name' 'date of birth' 'need this file now'; do
	has "$(cat "$T/said")" "$words"
done
same "half a date" 400 "$(tries 'Dan Invented' 'May 2027')"
web -I -b "$T/cora" "$URL/children/emergency" >/dev/null
same "without its form" 403 "$(status -b "$T/cora" -H "Origin: $URL" \
	-d name='Dan Invented' -d born='1 May 2027' -d reason=Now \
	"$URL/children/emergency")"
same "from elsewhere" 403 "$(status -b "$T/cora" \
	-H 'Origin: https://elsewhere.example' \
	-d form="$(form "$T/cora" /children/emergency)" -d name='Dan Invented' \
	-d born='1 May 2027' -d reason=Now "$URL/children/emergency")"
same "rows so far" 0 "$(count emergency)"

# Refused: nobody; family; a conflict; a restricted file.  One answer.
refused() {
	same "$1" 403 "$(tries "$2" '1 May 2027')"
	sed "s/$2/NAME/" "$T/said" >"$T/refused-$1"
	cmp "$T/refused-nobody" "$T/refused-$1" || fail "$1 can be told"
	rows "DELETE FROM emergency"
}
refused nobody 'Zed Nowhere'
rows "INSERT INTO relationship (person_id, child_id, kind,
	parental_responsibility, source_of_harm) VALUES (8, 40, 'aunt', 0, 'no')"
refused family 'Dan Invented'
rows "DELETE FROM relationship WHERE person_id = 8;
	INSERT INTO case_perpetrator VALUES (2, 8)"
refused harm 'Dan Invented'
rows "DELETE FROM case_perpetrator;
	INSERT INTO conflict VALUES (1, 2, 8, 1)"
refused conflict 'Dan Invented'
rows "DELETE FROM conflict"
store restriction set dan cora --by ada --reason 'A leak' \
	--review 2030-01-01 >/dev/null
refused restricted 'Dan Invented'
store restriction lift dan --by ada --reason Over >/dev/null
same "nobody's file was opened" 0 "$(count file_look)"
same "refusals name no child" 5 "$(rows "SELECT count(*) FROM audit_event
	WHERE what = 'file.emergency-refused' AND which = 'child:none'")"
has "$(get chair /deadlines)" 'and was refused'

# Granted.
same "granted" 303 "$(tries 'dan  INVENTED' '1/5/2027')"
file=$(get cora /child/40)
has "$file" 'You opened this file in an emergency'
has "$file" 'Opened in an emergency by Cora Sample'
has "$(get cora /children)" 'Open to you until'
same "its sound" 200 \
	"$(status -b "$T/cora" "$URL/child/40/audio/3/document.opus")"
same "audited" 'account:1|child:40|At the door' "$(rows "SELECT who, which, why
	FROM audit_event WHERE what = 'file.emergency'")"
same "asked to be told" 'emergency|waiting' \
	"$(rows "SELECT kind, state FROM job")"
has "$(get chair /deadlines)" 'opened in an emergency by somebody'
files=$(get chair /files)
has "$files" 'Dan Invented'
has "$files" 'Cora Sample'
has "$files" 'At the door'
looks=$(get chair /child/40/looks)
has "$looks" 'Opened it in an emergency'
has "$looks" 'Listened'
same "who looked, typed" 2 "$(store looks dan | grep -c 'cora.*At the door')"
# The chair, in conflict: nothing shows that there is such a child.
rows "INSERT INTO conflict VALUES (1, 2, 9, 1)"
lacks "$(get chair /files)" 'Dan Invented'
lacks "$(get chair /deadlines)" 'opened in an emergency by somebody'
as_none chair "a file in conflict" /child/40/looks
rows "DELETE FROM conflict"

# Over: as none again, for page, search and sound.
rows "UPDATE emergency SET ends_at = 1 WHERE child_id IS NOT NULL"
for path in /child/40 /child/40/looks /child/40/audio/3/document.opus; do
	as_none cora "what is over" "$path"
done
lacks "$(get cora /children)" 'Dan Invented'

# The sixth in an hour is refused, and told.
rows "DELETE FROM emergency"
for i in 1 2 3 4 5; do
	same "try $i" 403 "$(tries 'Zed Nowhere' '1 May 2027')"
done
same "the sixth" 429 "$(tries 'Dan Invented' '1 May 2027')"
has "$(get chair /deadlines)" 'again and again'
same "no row for it" 5 "$(count emergency)"

# Restricted: who may, who is left, what is said.
refuses 1 store restriction set ann cora --by chair --reason x \
	--review 2030-01-01
has "$SAID" 'a coordinator or an administrator'
refuses 1 store restriction set ann cora --by ada --reason x --review 2020-01-01
refuses 1 store restriction set ann cora --by ada --review 2030-01-01
refuses 1 store restriction set ann nobody --by ada --reason x \
	--review 2030-01-01
open_file "$T/cora" 20
store restriction set ann --by ada --reason 'A leak' --review 2030-01-02 \
	>/dev/null
for path in /child/20 /child/20/looks /child/20/audio/1/document.opus; do
	as_none cora "what is restricted to others" "$path"
done
lacks "$(get cora '/children?q=ann')" '>Ann Example<'
lacks "$(get cora /children)" 'Check the date of birth'
store restriction lift ann --by ada --reason 'Over' >/dev/null
store restriction set ann cora --by ada --reason 'A leak' --review 2030-01-02 \
	>/dev/null
# The open session goes on; a new one sees it before it says why.
staff "$T/again" 1
for page in "cora /child/20" "cora /child/20/looks" "again /child/20"; do
	# shellcheck disable=SC2086 # two words
	said=$(get $page)
	has "$said" 'This file is restricted'
	has "$said" 'Hedda Sample set it on'
	has "$said" 'It is reviewed on 2 January 2030'
done
has "$(get cora /children)" 'It is reviewed on 2 January 2030'
has "$(get chair /files)" 'A leak'
rows "UPDATE file_restriction SET review_on = '2026-01-02'"
has "$(get cora /child/20)" 'was due on 2 January 2026 and is overdue'
has "$(get chair /files)" 'Overdue'
has "$(store restriction list)" 'review 2026-01-02, overdue'
store restriction review ann --by ada --reason Still --review 2031-01-02 \
	>/dev/null
has "$(get cora /child/20)" 'It is reviewed on 2 January 2031'

# An MP3, when there is one, comes first.
lacks "$(get cora /child/20)" 'document.mp3'
cp "$S/objects/1.sealed" "$S/objects/m.sealed"
rows "INSERT INTO rendition_mp3 SELECT r.id, 'm.sealed', r.bytes, r.plain_hash,
	k.sealed FROM rendition r JOIN rendition_key k ON k.rendition_id = r.id
	WHERE r.id = 1"
same "the first source" /child/20/audio/1/document.mp3 "$(get cora /child/20 |
	grep -o '/child/20/audio/1/[a-z.0-9]*' | head -n 1)"
same "its type" '200 audio/mpeg' "$(web -o /dev/null \
	-w '%{http_code} %{content_type}' -b "$T/cora" \
	"$URL/child/20/audio/1/document.mp3")"
finish
