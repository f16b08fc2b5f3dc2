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
# A decision has the clock of the copies (rule 19).
has "$LIST" '^4 days 23 h  *needs a decision  *-  *NS-0001  *Vera Example'
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
has "$(distributor due | head -n 1)" '^Time left  *State  *Copy  *Case  *Person  *Why$'
FIRST=$(distributor due | sed -n 2p)
has "$FIRST" '^overdue by 2 h'
has "$FIRST" 'copy 3 '

# What to type next stands below it, once each.
LIST=$(distributor due)
same 'how often to decide about Vera' 1 "$(printf '%s\n' "$LIST" |
	grep -c '^  marac-distributor decide M-1 NS-0001 vera send.withhold ')"
same 'how often to deliver' 1 "$(printf '%s\n' "$LIST" |
	grep -c '^  marac-distributor deliver$')"

# A copy that went shows how much of its time was left when it did, for ever.
sql "UPDATE delivery SET met_at = due_at - 7260000 WHERE copy_id = 1"
sql "UPDATE delivery SET met_at = due_at + 60000 WHERE copy_id = 2"
LIST=$(distributor due)
has "$LIST" '^met 2 h 1 min early  *sent  *copy 1 '
has "$LIST" '^met 1 min late  *sent  *copy 2 '

# What went and whose link is over before anybody came for it, or is void, reaches
# nobody; what is on hold may not be heard.
sql "UPDATE parcel SET expires_at = ($(date +%s) - 60) * 1000 WHERE id =
	(SELECT parcel_id FROM copy WHERE id = 1)"
LIST=$(distributor due)
has "$LIST" '^met 2 h 1 min early  *link over  *copy 1 .*Nobody came for it before its link was over'
has "$LIST" '^met 1 min late  *link over  *copy 2 ' # of the same parcel
has "$LIST" '^  marac-distributor copies M-1$'
sql "UPDATE delivery SET due_at = due_at - 45 * 86400000"
lacks "$(distributor due)" 'marac-distributor copies ' # not for ever
sql "UPDATE delivery SET due_at = due_at + 45 * 86400000"
sql "UPDATE copy SET collected_at = 1 WHERE id = 1"
has "$(distributor due)" '^met 2 h 1 min early  *sent  *copy 1 '
sql "UPDATE copy SET collected_at = NULL WHERE id = 1"
sql "UPDATE delivery SET channel = 'export' WHERE copy_id = 1" # and needs no link
has "$(distributor due)" '^met 2 h 1 min early  *sent  *copy 1 '
sql "UPDATE delivery SET channel = 'email'"
sql "UPDATE parcel SET expires_at = ($(date +%s) + 86400) * 1000"
has "$(distributor due)" '^met 2 h 1 min early  *sent  *copy 1 '
sql "UPDATE link_key SET void_at = 1"
LIST=$(distributor due)
same 'sent, with a dead link' 2 "$(printf '%s\n' "$LIST" | grep -c '  link over  ')"
lacks "$LIST" '  sent  '
sql "UPDATE link_key SET void_at = NULL"
distributor hold 1 --as copy --reason "They are not alone" --by ian >/dev/null
LIST=$(distributor due)
has "$LIST" '^met 2 h 1 min early  *sent  *copy 1 .*On hold by ian: They are not alone'
has "$LIST" '^  marac-distributor release-hold 1 '
sql "DELETE FROM safety_hold"

# What was wrong stands there until somebody has seen it.
sql "INSERT INTO alert (at, text) VALUES (1795442400000, 'A code was stopped.')"
sql "INSERT INTO alert (at, meeting_id, text)
	SELECT 1795442460000, id, 'Audio is missing.' FROM meeting WHERE ref = 'M-1'"
LIST=$(distributor due M-1)
has "$LIST" '^  23 November 2026, 2:00pm  A code was stopped.$'
has "$LIST" '^  23 November 2026, 2:01pm  M-1: Audio is missing.$'
has "$(distributor due M-1 --seen)" 'Audio is missing'
lacks "$(distributor due)" 'Audio is missing'

# For programs.
JSON=$(distributor due M-1 --json)
same 'overdue ones' 1 "$(printf '%s\n' "$JSON" | grep -c '"overdue": true')"
same 'all of them' "$(distributor due M-1 | grep -c 'NS-000[12]  *[A-Z]')" \
	"$(printf '%s\n' "$JSON" | grep -c '"due_at"')"
refuses 1 distributor due M-9

# Rule 19: an undecided relation is overdue with the meeting, whatever holds it.
sql "UPDATE meeting SET due_at = ($(date +%s) - 7230) * 1000"
has "$(distributor due M-1)" \
	'^overdue by 2 h.*needs a decision  *-  *NS-0001  *Vera Example'

# What somebody wants withheld, and what is about another family, says what to
# type as well.
sql "INSERT INTO withheld_passage (meeting_id, case_id, from_sample, to_sample,
	reason, proposed_by, proposed_at) VALUES (1, 2, 960000, 970000, 'why', 1, 1)"
sql "UPDATE delivery SET met_at = NULL"
sql "DELETE FROM relationship WHERE person_id = 5 AND child_id = 30"
sql "INSERT INTO decision (meeting_id, case_id, person_id, verdict, reason,
	proposed_by, proposed_at, approved_by, approved_at)
	VALUES (1, 1, 5, 'send', 'why', 1, 1, 2, 2), (1, 2, 10, 'send', 'why', 1, 1, 2, 2)"
LIST=$(distributor due M-1)
has "$LIST" '^  marac-distributor withhold M-1 NS-0001 FROM TO --from vera '
has "$LIST" '^  marac-distributor withheld M-1 '
