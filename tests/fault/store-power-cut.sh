#!/bin/bash
# The power goes while a program commits: every row that was acknowledged
# before is there afterwards.  The same test without the sync of each commit
# (the mutant) must lose rows, or this test sees nothing.

. "$(dirname "$0")/../e2e/lib.sh"
# shellcheck source=tests/fault/powercut.sh
. "$ROOT/tests/fault/powercut.sh"

rounds=6
[ "${MARAC_LONG:-0}" = 1 ] && rounds=60

# cut_once [normal]
cut_once() {
	fresh_disk 32M
	mkdir "$MNT/store"
	sync -f "$MNT"
	"$BIN/rowfault" make "$MNT/store"
	after=$((RANDOM % 60 + 1))
	ACKNOWLEDGED=$("$BIN/rowfault" cut "$MNT/store" "$MNT" $after "$@") ||
		fail "the writer stopped after $ACKNOWLEDGED of $after rows"
	again_as_cut
	"$BIN/rowfault" count "$MNT/store" "$ACKNOWLEDGED" 2>"$T/said"
}

none_lost $rounds rows

# Two of three cuts lose rows without the sync: twelve rounds all but never
# miss it.
i=0
lost=0
while [ $i -lt 12 ] && [ $lost = 0 ]; do
	i=$((i + 1))
	cut_once normal || lost=$?
done
same "status of the mutant without sync" 3 $lost
echo "mutant: rows lost in round $i: $(cat "$T/said")"
