# shellcheck shell=bash
# office -- chairs and coordinators at their pages by curl.  Sourced after
# accepting.sh; the store is served (accept_serve) and a distributor works
# (office_works).
#
#	office_works		marac-distributor serve
#	office_in LOGIN		sign in; the jar is $T/LOGIN.jar
#	office_ids CASE		ids of M-1 and CASE: MEETING, CASEID; PAGE is its path
#	person REF		the id of a person
#	page LOGIN PATH		the page
#	ask LOGIN WHAT [-d ...]	a POST to the case's act; the status is in CAME,
#				where it leads in WHERE
#	does LOGIN WHAT ...	ask, and wait until the job is over, well
#	hears LOGIN WHAT ...	ask (edges or listen), and play all of it

office_works() {
	background "$BIN/marac-distributor" --store "$S" serve \
		2>>"$LOGS/serve"
	# shellcheck disable=SC2034 # for the test that sources this
	WORKER=$LAST
}

office_in() {
	secret=$(grep -o '^[A-Z2-7]\{32\}' "$T/$1.totp")
	rm -f "$T/$1.jar"
	came=$(printf 'login=%s&password=%s&code=%s' "$1" "$PASSWORD" \
		"$(printf %s "$secret" | oathtool --totp --base32 -)" |
		web -o /dev/null -w '%{http_code} %{redirect_url}' \
			-b "$T/$1.jar" -c "$T/$1.jar" -H "Origin: $WEB" \
			--data-binary @- "$WEB/sign-in")
	same "$1 signs in" 303 "${came%% *}"
	# shellcheck disable=SC2034 # for the test that sources this
	LANDED=${came#* "$WEB"}
}

word() {
	sqlite3 -readonly "$S/marac.db" "$1"
}

office_ids() {
	MEETING=$(word "SELECT id FROM meeting WHERE ref = 'M-1'")
	CASEID=$(word "SELECT id FROM marac_case WHERE reference = '$1'")
	PAGE=/meeting/$MEETING/case/$CASEID
}

person() {
	word "SELECT id FROM person WHERE ref = '$1'"
}

page() {
	web -f -b "$T/$1.jar" "$WEB$2"
}

# what a person reads of it: tags gone, spaces folded
words() {
	page "$@" | sed 's/<[^>]*>/ /g' | tr '\n' ' ' | tr -s ' '
}

once() {
	od -An -N16 -tx1 /dev/urandom | tr -d ' \n'
}

# as_shown LOGIN WHAT [-d person=N]: what the page that releases or approves
# carries of what it shows; nothing for the others
as_shown() {
	case $2 in
	release | approve) ;;
	*) return 0 ;;
	esac
	case " $* " in
	*" number="*) return 0 ;;
	esac
	page "$1" "$PAGE/act?what=$2&step=2${4:+&$4}" |
		sed -n 's/.*name="number" value="\([0-9]*\)".*/-d number=\1/p' |
		head -n 1
}

ask() {
	login=$1
	what=$2
	# shellcheck disable=SC2046 # two words, or none
	set -- "$@" $(as_shown "$@" || :)
	shift 2
	came=$(web -o "$T/answer" -w '%{http_code} %{redirect_url}' \
		-b "$T/$login.jar" -H "Origin: $WEB" \
		-d form="$(accept_form "$T/$login.jar" "$PAGE")" \
		-d what="$what" -d once="${ONCE:-$(once)}" "$@" \
		"$WEB$PAGE/act")
	CAME=${came%% *}
	WHERE=${came#* "$WEB"}
}

over() { # is the job behind WHERE over?
	[ "$(word "SELECT state IN ('done', 'failed') FROM job
		WHERE id = ${WHERE#/errand/}")" = 1 ]
}

does() {
	ask "$@"
	same "$* is taken" 303 "$CAME"
	until_true 60 over
	same "$* is done" "done" "$(word "SELECT CASE state WHEN 'done' THEN state
		ELSE result END FROM job WHERE id = ${WHERE#/errand/}")"
}

# the same, and a rule must refuse it: its first word
fails() {
	want=$1
	shift
	ask "$@"
	same "$* is taken" 303 "$CAME"
	until_true 60 over
	has "$(word "SELECT state || ' ' || result FROM job
		WHERE id = ${WHERE#/errand/}")" "^failed $want: "
}

heard() {
	[ "$(word "SELECT heard_at IS NOT NULL FROM listening
		WHERE id = $LISTENING")" = 1 ]
}

hears() {
	does "$@"
	LISTENING=$(word "SELECT result FROM job WHERE id = ${WHERE#/errand/}")
	web -f -b "$T/$1.jar" -o "$T/heard.opus" \
		"$WEB/listen/$LISTENING/document.opus"
	until_true 60 heard
}
