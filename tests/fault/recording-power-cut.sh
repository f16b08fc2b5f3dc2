#!/bin/bash
# The power goes while a meeting is recorded: every half second of audio and
# every journal entry that was acknowledged before is there afterwards, right
# to the byte, and what came after it is told as a torn end.  The same test
# with syncs that lie (the mutant) must lose some, or this test sees nothing.

. "$(dirname "$0")/../e2e/lib.sh"
# shellcheck source=tests/fault/powercut.sh
. "$ROOT/tests/fault/powercut.sh"

rounds=15
[ "${MARAC_LONG:-0}" = 1 ] && rounds=150

# cut_once [PRELOAD]
cut_once() {
	fresh_disk 16M
	mkdir "$MNT/meeting"
	sync -f "$MNT"
	after=$((RANDOM % 40 + 1))
	ACKNOWLEDGED=$(env ${1:+LD_PRELOAD="$1"} ${1:+ASAN_OPTIONS=verify_asan_link_order=0} \
		"$BIN/segcut" cut "$MNT/meeting" "$MNT" $after) ||
		fail "the writer stopped"
	again_as_cut
	"$BIN/segcut" count "$MNT/meeting" "$ACKNOWLEDGED" 2>"$T/said"
}

none_lost $rounds syncs

lost=0
cut_once "$BIN/libnosync.so" || lost=$?
same "status of the mutant whose syncs lie" 3 $lost
echo "mutant: $(cat "$T/said")"
