#!/usr/bin/env bash
# Goal: a mail that the relay took is written down as sent, even when somebody
# else keeps the store for longer than a commit waits (10 s); else the same mail
# would go again.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/outgoing.sh
. "$ROOT/tests/e2e/outgoing.sh"
# shellcheck source=tests/e2e/scripting.sh
. "$ROOT/tests/e2e/scripting.sh"

outgoing_store
scripted_only
scripted_start "$T/script"
outgoing_conf

# The dot is answered after four seconds; the store is kept until 16 s.
scripted_slowly
printf '%s\n' 'BEGIN IMMEDIATE;' \
	"SELECT state FROM message WHERE id = $ID;" '.shell sleep 16' 'ROLLBACK;' |
	sqlite3 -cmd '.timeout 5000' "$STORE/marac.db" >"$T/kept"
same 'on its way when the store was taken' sending "$(cat "$T/kept")"
scripted_once
