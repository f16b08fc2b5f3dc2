# shellcheck shell=bash
# sharing -- a seeded store (tests/seed) and marac-share serving it, for the
# tests of share.  Sourced after lib.sh.
#
# After `sharing`: URL, the seed's NAME=VALUE as variables, S the store, LOG the
# server's log.

SEED=$BIN/seed
S=$T/store
LOG=$T/log

rows() {
	"$SEED" sql "$S" "$1"
}

serve() {
	rm -f "$T/port"
	background "$BIN/marac-share" serve --store "$S" \
		--port-file "$T/port" 2>>"$LOG"
	SERVER=$LAST
	until_true 60 test -s "$T/port"
	URL=http://localhost:$(cat "$T/port")
}

# AUDIO_SECONDS: how long case 1 was
sharing() {
	"$SEED" make "$S" "${AUDIO_SECONDS:-600}" >"$T/is"
	# shellcheck source=/dev/null
	. "$T/is"
	serve
}

# web ARGUMENT...: curl that says nothing of its own and does not wait for ever.
web() {
	curl -sS --max-time 300 "$@"
}

# status ARGUMENT...: only the status.
status() {
	web -o /dev/null -w '%{http_code}' "$@"
}

# enter TOKEN CODE JAR: try a link and a code; the status.
enter() {
	status -b "$3" -c "$3" --data-urlencode "code=$2" "$URL/d/$1"
}

# come_in TOKEN CODE JAR: the same, and it must work.
come_in() {
	same "signing in" 303 "$(enter "$@")"
}

# copy JAR [NUMBER]: the path of a document that JAR may hear, the first of them.
copy() {
	web -fL -b "$1" "$URL/copies" | grep -o '/copy/[0-9]*' |
		awk '!seen[$0]++' | sed -n "${2:-1}p"
}

# staff JAR [STEPS]: Cora signs in; codes are used once, so a second sign-in
# takes a later step.
staff() {
	same "staff signing in" 303 "$(status -b "$1" -c "$1" \
		-H "Origin: $URL" --data-urlencode login=cora \
		--data-urlencode "password=$PASSWORD" \
		--data-urlencode "code=$("$SEED" totp "$TOTP_CORA" "${2:-0}")" \
		"$URL/sign-in")"
}

# form JAR PATH: the form token in that page.
form() {
	web -b "$1" "$URL$2" |
		sed -n 's/.*name="form" value="\([0-9a-f]*\)".*/\1/p' | head -n 1
}

# open_file JAR CHILD: give a reason for a child's file.
open_file() {
	same "opening the file" 303 "$(status -b "$1" -H "Origin: $URL" \
		--data-urlencode "form=$(form "$1" "/child/$2")" \
		--data-urlencode "reason=Visit on Thursday" \
		"$URL/child/$2/open")"
}

# finish: the server ends well (sanitizers speak through its status).
finish() {
	kill "$SERVER"
	ended=0
	wait "$SERVER" || ended=$?
	same "the server's end" 0 "$ended"
	lacks "$(cat "$LOG")" 'Sanitizer'
}
