#!/bin/bash
# The power goes while a meeting is recorded: every half second of audio and
# every journal entry that was acknowledged before is there afterwards, right
# to the byte, and what came after it is told as a torn end.  The same test
# with syncs that lie (the mutant) must lose some, or this test sees nothing.

. "$(dirname "$0")/../e2e/lib.sh"

rounds=15
[ "${MARAC_LONG:-0}" = 1 ] && rounds=150

disk=$T/disk
mnt=$T/mnt
mkdir "$mnt"
# at_end takes the status it is entered with
unmount_and_end() {
	kept=$?
	if mountpoint -q "$mnt"; then
		umount "$mnt"
	fi
	set +e
	(exit $kept)
	at_end
}
trap unmount_and_end EXIT

# cut_once [PRELOAD]: a fresh disk, a recording, a cut; then the count.
cut_once() {
	rm -f "$disk"
	truncate -s 16M "$disk"
	mkfs.ext4 -q "$disk"
	mount -o loop,commit=30 "$disk" "$mnt"
	mkdir "$mnt/meeting"
	sync -f "$mnt"
	after=$((RANDOM % 40 + 1))
	acknowledged=$(env ${1:+LD_PRELOAD="$1"} ${1:+ASAN_OPTIONS=verify_asan_link_order=0} \
		"$BIN/segcut" cut "$mnt/meeting" "$mnt" $after) ||
		fail "the writer stopped"
	umount "$mnt"
	mount -o loop "$disk" "$mnt"
	got=0
	"$BIN/segcut" count "$mnt/meeting" "$acknowledged" 2>"$T/said" ||
		got=$?
	umount "$mnt"
	return $got
}

total=0
i=0
while [ $i -lt $rounds ]; do
	i=$((i + 1))
	cut_once || fail "round $i of $rounds: $(cat "$T/said")"
	total=$((total + acknowledged))
done
echo "$rounds power cuts: 0 of $total acknowledged syncs lost"

lost=0
cut_once "$BIN/libnosync.so" || lost=$?
same "status of the mutant whose syncs lie" 3 $lost
echo "mutant: $(cat "$T/said")"
