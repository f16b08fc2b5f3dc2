#!/usr/bin/env bash
# Goal: rule 21: whichever way somebody tries, five wrong ones are all there are:
# by a link, by a letter, by both in turn, by a sign-in, from one address or from
# six.  The sixth is refused, right as it is, in the bytes of a wrong one, and the
# coordinator is told once.  Whoever tries at a login that never was is soon told to
# wait.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/sharing.sh
. "$(dirname "$0")/sharing.sh"
export AUDIO_SECONDS=60
sharing
WRONG=2222-2222-2222

# come FROM PATH FIELD...: what comes, without its date; the status is in CAME
come() {
	from=$1
	path=$2
	shift 2
	for field; do
		set -- "$@" --data-urlencode "$field"
		shift
	done
	web -i -H "X-Forwarded-For: $from" -H "Origin: $URL" "$@" "$URL$path" |
		grep -v '^Date: ' >"$T/came"
	CAME=$(sed -n '1s/^HTTP[^ ]* \([0-9]*\).*/\1/p' "$T/came")
}

alerts() {
	rows "SELECT count(*) FROM alert WHERE text LIKE '%after 5 wrong%'"
}

# stops WHAT FROMS WRONG RIGHT: WRONG and RIGHT are functions that try once, from
# an address; FROMS is how many addresses there are
stops() {
	told=$(alerts)
	for try in 1 2 3 4 5; do
		"$3" "192.0.2.$((10 + try % $2))"
		same "$1: wrong try $try" 403 "$CAME"
		[ $try = 5 ] || same "$1: told after $try" "$told" "$(alerts)"
	done
	cp "$T/came" "$T/wrong"
	same "$1: told" $((told + 1)) "$(alerts)"
	"$4" 192.0.2.10
	same "$1: the sixth" 403 "$CAME"
	cmp "$T/wrong" "$T/came" || fail "$1: the sixth can be told from a wrong one"
	"$4" 192.0.2.77
	same "$1: the seventh, from elsewhere" 403 "$CAME"
	same "$1: told again" $((told + 1)) "$(alerts)"
}

again() { # everybody has their tries back, in the store
	rows "UPDATE access_code SET failures = 0, stopped_at = NULL;
		UPDATE account SET failures = 0, locked_until = 0"
}

link_wrong() { come "$1" "/d/$TOKEN_OLIVE" code=$WRONG; }
link_right() { come "$1" "/d/$TOKEN_OLIVE" "code=$CODE_OLIVE"; }
letter_wrong() { come "$1" /letter "letter=$LETTER_IAN" code=$WRONG; }
letter_right() { come "$1" /letter "letter=$LETTER_IAN" "code=$CODE_IAN"; }
turn=0
both_wrong() {
	turn=$((turn + 1))
	if [ $((turn % 2)) = 0 ]; then
		come "$1" "/d/$TOKEN_FRANK" code=$WRONG
	else
		come "$1" /letter "letter=$LETTER_FRANK" code=$WRONG
	fi
}
both_right() { come "$1" /letter "letter=$LETTER_FRANK" "code=$CODE_FRANK"; }
staff_wrong() {
	come "$1" /sign-in login=cora "password=$PASSWORD" code=000000
}
staff_right() {
	come "$1" /sign-in login=cora "password=$PASSWORD" \
		"code=$("$SEED" totp "$TOTP_CORA")"
}
stops "a link, one address" 1 link_wrong link_right
stops "a letter, six addresses" 6 letter_wrong letter_right
stops "both in turn" 3 both_wrong both_right
stops "a sign-in, six addresses" 6 staff_wrong staff_right
same "sessions" 0 "$(rows 'SELECT count(*) FROM session')"
same "whose codes still work" hedda "$(rows "SELECT group_concat(ref)
	FROM access_code JOIN person ON person.id = person_id
	WHERE stopped_at IS NULL")"

# Right again once a new one is issued, or the time is over.
again
staff_right 192.0.2.78
same "signing in afterwards" 303 "$CAME"
letter_right 192.0.2.79
same "a letter afterwards" 303 "$CAME"

# What never was has no tries to use up, and must wait after ten all the same,
# from however many addresses (links and letters: rule-21-links and -letter-code).
# Tries come back meanwhile, one in half a minute.
for try in $(seq 14); do
	come "192.0.2.$((100 + try))" /sign-in login=nobody password=x code=000000
	[ "$CAME" != 429 ] || break
	same "try $try" 403 "$CAME"
done
same "after $try" 429 "$CAME"
[ "$try" -gt 10 ] || fail "a login must wait after $try"
finish
