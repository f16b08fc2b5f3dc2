# shellcheck shell=bash
# administering -- a store with an administrator and the others, served, for the
# tests of an administrator's pages.  Sourced after lib.sh.
#
#	admin_store		$S with people and accounts: ada and abel administrate,
#				cora coordinates, charlie chairs, cass has files
#	admin_serve		marac-share at $WEB, its monitor at $HEALTH
#	admin_in LOGIN [STEPS]	sign in, with the code of so many steps later; the jar
#				is $T/LOGIN.jar, where it led in LANDED
#	admin_code LOGIN [STEPS]
#	admin_post LOGIN PATH FROM [-d ...]
#				a POST with the form token of the page FROM: status in
#				CAME, where it leads in WHERE, the page in $T/answer
#	admin_page LOGIN PATH	the page
#	admin_words LOGIN PATH	what a person reads of it
#	admin_finish

# shellcheck source=tests/e2e/storing.sh
. "$ROOT/tests/e2e/storing.sh"

LOG=$T/log
PASSWORD=invented-password-2026

web() {
	curl -sS --max-time 120 "$@"
}

web_status() {
	web -o /dev/null -w '%{http_code}' "$@"
}

admin_store() {
	store init >/dev/null
	cat >"$T/people.csv" <<-END
		ref,name,aliases,agency,title
		P1,Cora Sample,,Northshire Council,Coordinator
		P2,Charlie Example,,Northshire Police,Detective inspector
		P3,Ada Invented,,Northshire Council,Systems officer
		P4,Abel Placeholder,,Northshire Council,Systems officer
		P6,Cass Mockup,,Northshire Children's Services,Social worker
		P7,Nina Newcomer,,Northshire Police,Sergeant
		P10,Mary Testfield,,,
	END
	store import people "$T/people.csv" >/dev/null
	cat >"$S/marac.conf" <<-END
		[share]
		listen = 127.0.0.1:0
		health = 127.0.0.1:0
		base_url = http://localhost
		${ADMIN_CONF-}
	END
	for who in ada:P3:administrator abel:P4:administrator \
		cora:P1:coordinator charlie:P2:chair cass:P6:caseworker; do
		IFS=: read -r login person role <<-END
			$who
		END
		printf '%s\n' "$PASSWORD" | store user add "$login" \
			--person "$person" --role "$role" |
			sed -n 1p >"$T/$login.totp"
	done
}

admin_serve() {
	rm -f "$T/port" "$T/health"
	background "$BIN/marac-share" serve --store "$S" \
		--port-file "$T/port" --health-port-file "$T/health" 2>>"$LOG"
	SERVER=$LAST
	until_true 60 test -s "$T/port"
	WEB=http://localhost:$(cat "$T/port")
	# shellcheck disable=SC2034 # for the test that sources this
	HEALTH=http://127.0.0.1:$(cat "$T/health")
}

# the code goes by standard input, so that no command line holds the secret
admin_code() {
	oathtool --totp --base32 --now "$((${2:-0} * 30)) seconds" - \
		<"$T/$1.totp"
}

admin_try() {
	web -o "$T/answer" -w '%{http_code} %{redirect_url}' \
		-b "$T/$1.jar" -c "$T/$1.jar" -H "Origin: $WEB" \
		-d login="$1" --data-urlencode "password=$2" -d code="$3" \
		"$WEB/sign-in"
}

admin_in() {
	rm -f "$T/$1.jar"
	came=$(admin_try "$1" "$PASSWORD" "$(admin_code "$1" "${2:-0}")")
	same "$1 signs in" 303 "${came%% *}"
	# shellcheck disable=SC2034 # for the test that sources this
	LANDED=${came#* "$WEB"}
}

admin_page() {
	web -b "$T/$1.jar" "$WEB$2"
}

admin_words() {
	admin_page "$@" | sed 's/<[^>]*>/ /g' | tr '\n' ' ' | tr -s ' '
}

admin_form() {
	admin_page "$1" "$2" |
		sed -n 's/.*name="form" value="\([0-9a-f]*\)".*/\1/p' |
		head -n 1
}

admin_post() {
	who=$1 path=$2
	form=$(admin_form "$1" "$3")
	shift 3
	came=$(web -o "$T/answer" -w '%{http_code} %{redirect_url}' \
		-b "$T/$who.jar" -c "$T/$who.jar" -H "Origin: $WEB" \
		-d form="$form" "$@" "$WEB$path")
	CAME=${came%% *}
	# shellcheck disable=SC2034 # for the test that sources this
	WHERE=${came#* "$WEB"}
}

word() {
	sqlite3 -readonly "$S/marac.db" "$1"
}

admin_finish() {
	kill "$SERVER"
	ended=0
	wait "$SERVER" || ended=$?
	same "the server's end" 0 "$ended"
	lacks "$(cat "$LOG")" 'Sanitizer\|runtime error'
}
