# shellcheck shell=bash
# scripting -- what the tests with the scripted mail server share
# (scripted.mjs).  Sourced after outgoing.sh.
#
#	scripted_start FOLDER	start one in FOLDER with a certificate of a CA of
#				its own (postfix_certificate, unless one is there);
#				sets SMTP_PORT, SMTPS_PORT, TOKEN_PORT, CA_FILE and
#				SCRIPT=FOLDER
#	scripted WORD		its mode from the next session on
#	scripted_only		nothing but one message, Olive's, is sent;
#				its id is in ID
#	after MODE STATE MAILS CAUSE	sent to a server in MODE, that message is in
#				STATE (state|attempts|ambiguous), MAILS more have
#				come, and `due` says CAUSE
#	scripted_slowly		`deliver` runs in the background, as SENDER, and the
#				server has its mail; it answers the dot in four seconds
#	scripted_once		SENDER ends well, that mail went once and counts as
#				sent, whatever kept that from being written down
#	scripted_again		that message is new: queued, untried, due

scripted_start() {
	SCRIPT=$1
	[ -f "$SCRIPT/server.pem" ] || postfix_certificate "$SCRIPT"
	background node "$ROOT/tests/e2e/scripted.mjs" "$SCRIPT"
	until_true 60 test -f "$SCRIPT/ports"
	# shellcheck disable=SC2034 # for the test that sources this
	read -r SMTP_PORT SMTPS_PORT TOKEN_PORT <"$SCRIPT/ports"
	CA_FILE=$SCRIPT/ca.pem
}

scripted() {
	printf '%s\n' "$1" >"$SCRIPT/mode"
}

scripted_only() {
	sql "UPDATE contact_route SET safe = 'no' WHERE person_id <> 1"
	distributor copies M-1 >/dev/null 2>>"$LOG"
	ID=$(sql "SELECT id FROM message WHERE state = 'queued'")
}

scripted_again() {
	sql "UPDATE message SET state = 'queued', attempts = 0, ambiguous = 0,
		next_at = 0, cause = '' WHERE id = $ID"
	sql 'UPDATE delivery SET met_at = NULL'
	sql 'DELETE FROM alert'
}

scripted_came() {
	[ "$(scripted_mails)" = 1 ]
}

scripted_slowly() {
	scripted dot-slow
	background "$BIN/marac-distributor" deliver --store "$STORE" \
		>"$T/said" 2>>"$LOG"
	SENDER=$LAST
	until_true 60 scripted_came
}

scripted_once() {
	status=0
	wait "$SENDER" || status=$?
	same 'deliver' 0 "$status"
	has "$(cat "$T/said")" '^1 accepted'
	row 'once' 'accepted|1|0' \
		"SELECT state, attempts, ambiguous FROM message WHERE id = $ID"
	row 'met' 2 'SELECT count(*) FROM delivery WHERE met_at IS NOT NULL'
	same 'mails' 1 "$(scripted_mails)"
}

# the mails that have come whole
scripted_mails() {
	find "$SCRIPT/mails" -type f ! -name '*.part' | wc -l
}

# scripted_clear: what was said in the clear that is not on the way to TLS
scripted_clear() {
	grep -E '^[0-9]+ clear ' "$SCRIPT/log" |
		grep -vE ' clear (OPEN|HANGS-UP|EHLO [^ ]*|STARTTLS|QUIT) *$' || true
}

after() {
	scripted "$1"
	scripted_again
	before=$(scripted_mails)
	deliver
	same "$1" "$2" "$(sql "SELECT state, attempts, ambiguous FROM message
		WHERE id = $ID")"
	same "$1: mails" "$3" "$(($(scripted_mails) - before))"
	if [ -n "$4" ]; then
		has "$(distributor due M-1)" "Olive Sample  *$4"
	fi
	# Nothing is silent: it is through, or it will be tried, or it is told.
	case $2 in
	accepted*) met=2 ;;
	*) met=0 ;;
	esac
	row "$1: met" "$met" \
		'SELECT count(*) FROM delivery WHERE met_at IS NOT NULL'
	case $2 in
	failed* | held*)
		row "$1: told" 1 'SELECT count(*) FROM alert' ;;
	queued*)
		row "$1: a time for the next try" 1 "SELECT count(*) FROM message
			WHERE id = $ID AND next_at / 1000 > $(date +%s)" ;;
	esac
}
