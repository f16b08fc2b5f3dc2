#!/bin/bash
# The power goes while a program commits: every row that was acknowledged
# before is there afterwards.  The same test without the sync of each commit
# (the mutant) must lose rows, or this test sees nothing.

. "$(dirname "$0")/../e2e/lib.sh"

rounds=6
[ "${MARAC_LONG:-0}" = 1 ] && rounds=60

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

# cut_once [normal]: a fresh disk, a fresh store, a cut; then the count.
cut_once() {
	rm -f "$disk"
	truncate -s 32M "$disk"
	mkfs.ext4 -q "$disk" || fail "no mkfs.ext4: install e2fsprogs"
	mount -o loop,commit=30 "$disk" "$mnt" ||
		fail "this test needs root and a loop device"
	mkdir "$mnt/store"
	sync -f "$mnt"
	"$BIN/rowfault" make "$mnt/store"
	after=$((RANDOM % 60 + 1))
	acknowledged=$("$BIN/rowfault" cut "$mnt/store" "$mnt" $after "$@") ||
		fail "the writer stopped after $acknowledged of $after rows"
	umount "$mnt"
	mount -o loop "$disk" "$mnt" || fail "the cut disk does not mount"
	got=0
	"$BIN/rowfault" count "$mnt/store" "$acknowledged" 2>"$T/said" || got=$?
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
echo "$rounds power cuts: 0 of $total acknowledged rows lost"

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
