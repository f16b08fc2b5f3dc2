#!/usr/bin/env bash
# Goal: an IMAP server that lies, breaks off or makes no sense costs a poll and
# nothing else: no mail is passed by that was not read, unless it cannot be had,
# and then a person is told; and none is read without end. A token is got and
# renewed as for mails.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/outgoing.sh
. "$ROOT/tests/e2e/outgoing.sh"
# shellcheck source=tests/e2e/returning.sh
. "$ROOT/tests/e2e/returning.sh"

SERVER=$T/server
outgoing_store
distributor copies M-1 >/dev/null
mkdir -p "$SERVER/inbox"
for id in 1 2; do
	report bounces@service.example "$([ $id = 1 ] && echo failed ||
		echo delayed)" 5.1.1 \
		"$(sql "SELECT message_id FROM message WHERE id = $id")" |
		sed 's/$/\r/' >"$SERVER/inbox/$id"
done
postfix_certificate "$SERVER"
background node "$ROOT/tests/e2e/postbox.mjs" "$SERVER"
until_true 60 test -f "$SERVER/ports"
# shellcheck disable=SC2034 # these are returning_conf's
{
	read -r IMAPS_PORT TOKEN_PORT <"$SERVER/ports"
	IMAP_CA=$SERVER/ca.pem
}
IMAP_PASSWORD=$T/password
echo secret >"$IMAP_PASSWORD"
returning_conf

# odd MODE STATUS WHAT: a poll of a mailbox that was never read, in that mode
odd() {
	sql "UPDATE message SET state = 'accepted', cause = ''"
	for table in mailbox bounce alert; do
		sql "DELETE FROM $table"
	done
	echo "$1" >"$SERVER/mode"
	bounces
	same "$1: status" "$2" "$POLLED"
	has "$SAID" "^$3"
}

# none_lost MODE: what MODE kept back comes when the server is well
none_lost() {
	echo ok >"$SERVER/mode"
	bounces
	has "$SAID" '^1 bounced, 1 delayed, 0 unmatched, 0 other mails'
}

both='1 bounced, 1 delayed, 0 unmatched, 0 other mails'
odd ok 0 "$both"
bounces
has "$SAID" '^0 bounced, 0 delayed, 0 unmatched, 0 other mails'

# It was restored from a backup, and gives the number of one that is lost anew.
mv "$SERVER/inbox/2" "$T/second"
bounces
has "$SAID" '^0 bounced, 0 delayed, 0 unmatched, 1 other mails'
report bounces@service.example failed 5.1.1 \
	"$(sql 'SELECT message_id FROM message WHERE id = 3')" |
	sed 's/$/\r/' >"$SERVER/inbox/2"
bounces
has "$SAID" '^1 bounced, 0 delayed, 0 unmatched, 0 other mails'
mv "$T/second" "$SERVER/inbox/2"

for mode in unnumbered unpredicted; do
	odd $mode 1 '0 bounced'
	has "$(cat "$T/poll")" 'does not number its mails'
	none_lost
done
for mode in nonsense silent; do
	odd $mode 1 '0 bounced'
	has "$(cat "$T/poll")" 'answers that make no sense'
	none_lost
done
odd cut 1 '0 bounced'
has "$(cat "$T/poll")" 'could not be reached'
none_lost

# It reads what it asked for, and no more; and goes on with the next.
odd more 0 "$both"
odd dying 0 "$both"
odd flood 0 "$both"

# What cannot be had is a person's, and keeps no other.
for mode in none nil; do
	odd $mode 0 '0 bounced, 0 delayed, 2 unmatched, 0 other mails'
	has "$(distributor due)" 'mailbox of bounces cannot be fetched: read it'
	row "$mode: read to the end" 3 'SELECT uid_next FROM mailbox'
done
odd gone 0 '0 bounced, 0 delayed, 0 unmatched, 0 other mails'
row 'gone: nobody is told' 0 'SELECT count(*) FROM alert'

# A token in place of a password: got once, anew once when it is refused.
echo 'client' >"$T/client"
# shellcheck disable=SC2034 # outgoing_conf's
MAIL_LINES="user = sender
oauth_url = https://localhost:$TOKEN_PORT/token
oauth_client = client-1
oauth_secret_file = $T/client
oauth_scope = https://scope.example/.default
oauth_ca_file = $SERVER/ca.pem

[bounce]
imap = $URL
user = bounces
ca_file = $SERVER/ca.pem"
outgoing_conf
asked() {
	grep -c '^token$' "$SERVER/log" || true
}
same 'tokens so far' 0 "$(asked)"
echo token.one | tee "$SERVER/token" >"$SERVER/good"
odd xoauth2 0 "$both"
same 'tokens' 1 "$(asked)"
echo token.two >"$SERVER/good"
odd xoauth2 1 '0 bounced'
has "$(cat "$T/poll")" 'refuses our user name or password'
same 'tokens, anew once' 3 "$(asked)"
lacks "$(cat "$LOG")" 'token\.\|secret'
