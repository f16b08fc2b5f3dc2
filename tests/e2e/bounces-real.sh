#!/usr/bin/env bash
# Goal: Postfix takes a mail and sends it back afterwards. One look into the
# mailbox, and its copies are not met any more, with a note in each child's
# file, an alert that says why and what to do, and the first place in `due`; the
# next look of `escalate` tells it, and nobody of anything else that is new;
# nothing goes anywhere else. A delay changes nothing; the same report counts
# once; what was withdrawn stays as it was.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/outgoing.sh
. "$ROOT/tests/e2e/outgoing.sh"
# shellcheck source=tests/e2e/returning.sh
. "$ROOT/tests/e2e/returning.sh"

outgoing_store
outgoing_relay 'recipient_delimiter = +' 'delay_warning_time = 1s' \
	'minimal_backoff_time = 1s' 'maximal_backoff_time = 1s' \
	'queue_run_delay = 1s'
echo '5.2.2 mailbox full' >"$MAIL/box1.says"
echo '4.4.1 no answer' >"$MAIL/box2.says"
returning_box

distributor copies M-1 >/dev/null
deliver
has "$SAID" '^3 accepted, 0 held'
row 'met' 4 'SELECT count(*) FROM delivery WHERE met_at IS NOT NULL'
# Olive's copies are 1 and another; the second is taken back before.
OLIVE=$(sql "SELECT group_concat(id, ' ') FROM copy WHERE person_id = 1")
distributor withdraw "${OLIVE##* }" --reason 'Test' --by ian >/dev/null

# What is to be told already is told before anything comes back.
distributor escalate >/dev/null
row 'told of what came back, before' 0 \
	"SELECT count(*) FROM escalation WHERE cause = 'bounced'"
HAD=$(sql 'SELECT max(id) FROM escalation')

until_true 60 returned 2
bounces
has "$SAID" '^1 bounced, 1 delayed, 0 unmatched, 0 other mails'
same 'bounces' 0 "$POLLED"

# Olive's came back.
row 'state' 'bounced|The mail came back: the mailbox is full. (5.2.2)' \
	"SELECT state, cause FROM message WHERE person_id = 1
	AND kind = 'parcel'"
row 'what is not met now' "${OLIVE%% *}" "SELECT group_concat(copy_id, ' ')
	FROM delivery WHERE met_at IS NULL AND copy_id IN (SELECT id FROM copy
	WHERE person_id = 1)"
row 'notes' 'Ann Example,Bob Example' "SELECT group_concat(p.name)
	FROM file_note n JOIN child c ON c.id = n.child_id JOIN person p
	ON p.id = c.person_id WHERE n.kind = 'copy bounced'
	AND n.copy_id = ${OLIVE%% *} AND n.text LIKE '%mailbox is full%'"
row 'no other note' 2 \
	"SELECT count(*) FROM file_note WHERE kind = 'copy bounced'"
row 'audit' "copy:${OLIVE%% *}" \
	"SELECT group_concat(which) FROM audit_event WHERE what = 'copy.bounced'"
ALERT=$(sql "SELECT text FROM alert WHERE text LIKE '%came back%'")
has "$ALERT" 'the mailbox is full. (5.2.2)'
has "$ALERT" 'Ask the recipient for an address that works'
row 'its meeting' M-1 "SELECT m.ref FROM alert a JOIN meeting m
	ON m.id = a.meeting_id WHERE a.text LIKE '%came back%'"
has "$(distributor due M-1)" '  M-1: The mail came back: the mailbox is full'

# It stands first, before what has as much time left, and says why.
FIRST=$(distributor due M-1 | sed -n 2p)
has "$FIRST" "bounced  *copy ${OLIVE%% *}  .*Olive Sample  *The mail came back"

# One look: it is told, to the coordinator by mail, too, and nothing besides it.
same 'told' '1 told, 0 by text message, 0 reminded' "$(distributor escalate)"
row 'told of what' "${OLIVE%% *}|bounced" "SELECT copy_id, cause FROM escalation
	WHERE id > $HAD"
row 'by mail, to whom' '1|queued' "SELECT m.person_id, m.state
	FROM escalation e JOIN escalation_notice n ON n.id = e.coordinator_notice
	JOIN message m ON m.id = n.message_id WHERE e.id > $HAD"
same 'once' '0 told, 0 by text message, 0 reminded' "$(distributor escalate)"

# Ian's is late, and no more than that.
row 'Ian' 'accepted|' "SELECT state, cause FROM message WHERE person_id = 2
	AND kind = 'parcel'"
row 'Ian is met' 0 'SELECT count(*) FROM delivery d JOIN copy c
	ON c.id = d.copy_id WHERE c.person_id = 2 AND d.met_at IS NULL'
row 'noted' 'delayed|4.4.1' "SELECT b.kind, b.status FROM bounce b
	JOIN message m ON m.id = b.message_id WHERE m.person_id = 2"

# Whoever reads the log, an alert or what is kept learns no address.
if grep -qa 'sample\.example' "$LOG"; then
	fail 'an address is in the log'
fi
lacks "$(sql 'SELECT * FROM alert')$(sql 'SELECT kind, status FROM bounce')" \
	'@\|Olive'

# The same reports again, by whatever way: nothing.
find -L "$BOX/new" "$BOX/cur" -type f -exec sh -c \
	'for mail; do (echo "Received: by elsewhere" && cat "$mail") \
	>"$0/$(basename "$mail").again"; done' "$T" {} +
for mail in "$T"/*.again; do
	drop <"$mail"
done
bounces
has "$SAID" '^0 bounced, 0 delayed, 0 unmatched, [2-9]'
row 'notes' 2 "SELECT count(*) FROM file_note WHERE kind = 'copy bounced'"

# And nothing is sent again, or elsewhere, by itself.
HAD=$(sql "SELECT count(*) FROM message WHERE kind = 'parcel'")
distributor copies M-1 >/dev/null
deliver
row 'messages' "$HAD" "SELECT count(*) FROM message WHERE kind = 'parcel'"
row 'still back' bounced "SELECT state FROM message WHERE person_id = 1
	AND kind = 'parcel'"
