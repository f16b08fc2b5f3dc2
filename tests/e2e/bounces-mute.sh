#!/usr/bin/env bash
# Goal: while the mailbox of bounces takes connections and says nothing, `serve`
# sends what is due; then it gives that poll up, tells it, and ends when told to.
# It sends, too, when the mailbox cannot even be tried.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/outgoing.sh
. "$ROOT/tests/e2e/outgoing.sh"
# shellcheck source=tests/e2e/returning.sh
. "$ROOT/tests/e2e/returning.sh"

outgoing_store
outgoing_relay 'recipient_delimiter = +'
returning_box
dovecot_mute

# It looks at once, and the mails go while it waits.  (The fixture's renditions
# are of no recording: `serve` sweeps those that no copy plays.)
distributor copies M-1 >/dev/null
background "$BIN/marac-distributor" serve --store "$STORE" 2>>"$LOG"
SERVE=$LAST
outgoing_mail box1
outgoing_mail box2
outgoing_mail box3
noticed() {
	[ "$(sql "SELECT count(*) FROM alert
		WHERE text LIKE '%could not be reached%'")" = 1 ]
}
until_true 60 noticed
row 'which was first' 1 "SELECT (SELECT min(accepted_at) FROM message) <
	(SELECT at FROM alert WHERE text LIKE '%could not be reached%')"
kill -TERM "$SERVE"
status=0
wait "$SERVE" || status=$?
same 'the end of serve' 0 "$status"

# What [bounce] says cannot even be tried: told, and no mail waits for it.
dovecot_wake
# shellcheck disable=SC2034 # returning_conf's
IMAP_PASSWORD=$T/nowhere
returning_conf
sql "UPDATE message SET state = 'queued', attempts = 0, next_at = 0 WHERE id = 1"
background "$BIN/marac-distributor" serve --store "$STORE" 2>>"$LOG"
told() {
	[ "$(sql "SELECT count(*) FROM alert
		WHERE text LIKE '%cannot be opened%'")" = 1 ]
}
until_true 60 told
two_mails() {
	[ "$(find -L "$MAIL/box1/new" -type f | wc -l)" = 2 ]
}
until_true 60 two_mails
kill -TERM "$LAST"
status=0
wait "$LAST" || status=$?
same 'the end of serve' 0 "$status"
has "$(cat "$LOG")" 'bounces: bounce.password_file'
lacks "$(cat "$LOG")" 'Sanitizer'
