#!/usr/bin/env bash
# Goal: rule 12. A family copy needs a proposal and another person's approval;
# the proposer cannot approve, not even by another account; a new proposal voids
# the approval, and then what lies in the outbox does not go.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/outgoing.sh
. "$ROOT/tests/e2e/outgoing.sh"

outgoing_store
outgoing_relay

line() { # what `copies` says of Vera
	distributor copies M-1 | grep 'Vera Example'
}
lacks "$(line)" 'copy made'
refuses 1 distributor approve M-1 NS-0001 vera --by ian
has "$SAID" 'nothing is proposed'

distributor decide M-1 NS-0001 vera send --reason 'Her wish' --by olive >/dev/null
has "$(line)" '^  decide .*no copy .*second person'
refuses 1 distributor approve M-1 NS-0001 vera --by olive
has "$SAID" 'somebody else must'
refuses 1 distributor approve M-1 NS-0001 vera --by olive2
has "$SAID" 'somebody else must'
has "$(line)" '^  decide .*no copy .*second person'

# Nor can somebody who has not heard where it was cut.
refuses 1 distributor approve M-1 NS-0001 vera --by ian
has "$SAID" 'of the [0-9]* cut edges were not heard .*audition'
outgoing_heard ian
distributor approve M-1 NS-0001 vera --by ian >/dev/null
refuses 1 distributor approve M-1 NS-0001 vera --by ian
has "$SAID" 'approved already'
has "$(line)" '^  sent .*copy made'

# Voided while it lies in the outbox.
distributor decide M-1 NS-0001 vera withhold --reason 'Call first' \
	--by ian >/dev/null
deliver
outgoing_mail box1
[ ! -e "$MAIL/box5" ] || fail 'a mail went out on a void approval'
distributor approve M-1 NS-0001 vera --by olive >/dev/null
deliver
[ ! -e "$MAIL/box5" ] || fail 'a mail went out against a decision to withhold'

# Participants need none, and nobody decides for strangers or without a reason.
refuses 1 distributor decide M-1 NS-0001 hugo send --reason x --by olive
has "$SAID" 'participants need no decision'
refuses 1 distributor decide M-1 NS-0001 vera send --by olive
has "$SAID" 'reason'
refuses 1 distributor decide M-1 NS-0001 vera maybe --reason x --by olive
refuses 1 distributor decide M-1 NS-0001 vera send --reason x --by nobody
refuses 1 distributor decide M-1 NS-0009 vera send --reason x --by olive
refuses 1 distributor decide M-9 NS-0001 vera send --reason x --by olive
