# shellcheck shell=bash
# outgoing -- what the tests of sending share: a seeded store (seed/postseed.c
# says who is in it), the distributor, and a relay.  Sourced after lib.sh.
#
#	outgoing_store		$STORE, with everything released
#	outgoing_relay [LINE...]	a Postfix with these lines in main.cf; and
#				marac.conf pointing at it; its mail is in $MAIL
#	outgoing_sink OPTION...	the same with smtp-sink behind Postfix's STARTTLS:
#				what the sink answers, the client gets
#	outgoing_heard LOGIN	this account has heard every edge of every case: there is
#				no recording here that `audition` could play
#	outgoing_conf		write marac.conf for RELAY (or SMTP_PORT) and
#				CA_FILE, with MAIL_LINES in [mail]

# shellcheck source=tests/e2e/postfix.sh
. "$ROOT/tests/e2e/postfix.sh"
# shellcheck source=tests/e2e/neutral.sh
. "$ROOT/tests/e2e/neutral.sh"

STORE=$T/store
MAIL=$T/mail
LOG=$T/log

distributor() {
	"$BIN/marac-distributor" "$@" --store "$STORE"
}

# deliver: never an error of the test by itself; what it said is in SAID
deliver() {
	BEFORE=$(date +%s)
	# shellcheck disable=SC2034 # for the test that sources this
	DELIVERED=0
	# shellcheck disable=SC2034
	SAID=$(distributor deliver 2>>"$LOG") || DELIVERED=$?
}

sql() {
	"$BIN/seed" sql "$STORE" "$1"
}

# row WHAT EXPECTED SQL
row() {
	same "$1" "$2" "$(sql "$3")"
}

outgoing_conf() {
	cat >"$STORE/marac.conf" <<-END
		[mail]
		relay = ${RELAY:-smtp://localhost:${SMTP_PORT:-1}}
		from = documents@service.example
		helo = client.service.example
		ca_file = ${CA_FILE:-}
		${MAIL_LINES:-}

		[share]
		base_url = https://documents.service.example

		[notice]
		text = Test. Every person here is invented.
	END
}

outgoing_store() {
	"$BIN/postseed" "$STORE"
	outgoing_conf
	distributor release M-1 --by ian >/dev/null
}

outgoing_heard() {
	for edge in 'from_sample, 1' 'to_sample, 0'; do
		sql "INSERT OR IGNORE INTO edge_heard (account_id, meeting_id,
			case_id, sample, begins, heard_at)
			SELECT a.id, p.meeting_id, i.case_id, p.$edge, 0
			FROM passage p JOIN agenda_item i ON i.id = p.item_id
			JOIN account a ON a.login = '$1'"
	done
}

outgoing_end() {
	postfix_stop "$T/postfix"
}

outgoing_relay() {
	at_last outgoing_end
	POSTFIX_LINES=$(printf '%s\n' "$@") postfix_start "$T/postfix" "$MAIL"
	outgoing_conf
}

outgoing_sink() {
	SINK_PORT=$(postfix_free_port)
	background smtp-sink -u nobody "$@" "127.0.0.1:$SINK_PORT" 100
	until_true 60 listening "$SINK_PORT"
	outgoing_relay "smtpd_proxy_filter = 127.0.0.1:$SINK_PORT" \
		'smtpd_proxy_timeout = 30s' 'service_throttle_time = 1s'
}

listening() {
	(exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# the mail that ADDRESS's box has, once it is there: its file is in GOT
mailed() {
	GOT=$(find -L "$MAIL/$1/new" -type f 2>/dev/null)
	[ -n "$GOT" ]
}
outgoing_mail() {
	until_true 60 mailed "$1"
}
