#!/usr/bin/env bash
# Goal: `due` lists everything that is owed, the overdue first, with the time
# left and what it waits for: copies, releases, decisions. Nobody who gets
# nothing by a rule is in it.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/outgoing.sh
. "$ROOT/tests/e2e/outgoing.sh"

"$BIN/postseed" "$STORE"
outgoing_conf

# Before the release: participants are held, the family needs decisions.
LIST=$(distributor due M-1)
has "$LIST" '^4 days 23 h  *held  *-  *NS-0001  *Olive Sample  *.*release'
has "$LIST" 'needs a decision  *-  *NS-0001  *Vera Example'
has "$LIST" 'needs a decision  *-  *NS-0002  *Wanda Sample'
for name in Frank Gus; do
	lacks "$LIST" "$name"
done
lacks "$(printf '%s\n' "$LIST" | grep NS-0001)" Hugo

distributor release M-1 --by ian >/dev/null
has "$(distributor due)" 'to be made  *-  *NS-0001  *Olive Sample'
distributor copies M-1 >/dev/null
has "$(distributor due)" 'queued  *copy 1  *NS-0001  *Olive Sample'
has "$(distributor due)" 'held  *copy [0-9]*  *NS-0001  *Nora Sample'

# One copy's clock has run out: it stands first and says by how much.
sql "UPDATE delivery SET due_at = ($(date +%s) - 7230) * 1000 WHERE copy_id = 3"
FIRST=$(distributor due | head -n 1)
has "$FIRST" '^overdue by 2 h'
has "$FIRST" 'copy 3 '

# For programs.
JSON=$(distributor due M-1 --json)
same 'overdue ones' 1 "$(printf '%s\n' "$JSON" | grep -c '"overdue": true')"
same 'all of them' "$(distributor due M-1 | wc -l)" \
	"$(printf '%s\n' "$JSON" | grep -c '"due_at"')"
refuses 1 distributor due M-9
