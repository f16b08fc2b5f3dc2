#!/usr/bin/env bash
# Goal: rules 3, 4, 14, 15, 21 and 22: every role at every page with every kind
# of record, by GET, HEAD, POST and Range, with conditions and by other spellings of
# the address, gets what tests/data/access/matrix.txt says, written by hand; what they may not have is answered as an address that
# never was, to the byte; no answer lacks a header.  A route of the program that
# is not in the matrix fails it.  All that asking changes nothing but receipts
# and the audit.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/sharing.sh
. "$(dirname "$0")/sharing.sh"
# shellcheck source=tests/e2e/peopling.sh
. "$(dirname "$0")/peopling.sh"
# shellcheck source=tests/e2e/rowing.sh
. "$(dirname "$0")/rowing.sh"
peopling

rowing_save "$T/before"
node "$ROOT/tests/e2e/access.mjs" refused "$URL" <"$T/names" >"$T/said" ||
	fail "what may not be is, or otherwise ($(cat "$T/said"))"
rowing_save "$T/after"
# What is kept of who was there: receipts, which nobody's right depends on.
rowing_same "$T/before" "$T/after" \
	session.seen_at copy.opened_at copy.collected_at copy_coverage \
	debrief.opened_at file_note audit_event audit_head listening.heard_at \
	listening_coverage edge_heard file_look job
same "what was asked for" 1 "$(rows "SELECT count(*) FROM job
	WHERE kind <> 'heard'")"

# And what may be done is: each once, with its token.
node "$ROOT/tests/e2e/access.mjs" granted "$URL" <"$T/names" ||
	fail "what may be done is not"
same "copies stopped" 6 "$(rows "SELECT count(*) FROM copy
	WHERE withdrawn_at IS NOT NULL AND id IN (1, 2, 3, 4, 152, 162)")"
same "an alert of a meeting with a case of theirs" 1 "$(rows "SELECT count(*)
	FROM alert WHERE id = 1 AND seen_at IS NOT NULL")"
same "sessions left" 0 "$(rows 'SELECT count(*) FROM session
	WHERE ends_at > made_at AND (account_id IS NULL OR account_id <> 20)')"
finish
