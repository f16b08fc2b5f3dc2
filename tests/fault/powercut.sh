# shellcheck shell=bash
# powercut -- a disk whose power goes.  Sourced, not run, after e2e/lib.sh.
#
# The disk is a file with ext4, mounted at MNT through a loop device (which
# needs root); what writes to it shuts the file system down without flushing,
# as segcut and rowfault do.  The sourcing test defines
#
#	cut_once [ARGUMENT]	on a fresh_disk: writes, a cut, again_as_cut,
#				the count; sets ACKNOWLEDGED, returns the
#				count's status and leaves its words in $T/said

MNT=$T/mnt
mkdir "$MNT"

unmount_disk() {
	if mountpoint -q "$MNT"; then
		umount "$MNT"
	fi
}
at_last unmount_disk

# fresh_disk SIZE: an empty one, that the kernel leaves unflushed for 30 s
fresh_disk() {
	unmount_disk
	rm -f "$T/disk"
	truncate -s "$1" "$T/disk"
	mkfs.ext4 -q "$T/disk" || fail "no mkfs.ext4: install e2fsprogs"
	mount -o loop,commit=30 "$T/disk" "$MNT" ||
		fail "this test needs root and a loop device"
}

again_as_cut() {
	umount "$MNT"
	mount -o loop "$T/disk" "$MNT" || fail "the cut disk does not mount"
}

# none_lost ROUNDS WHAT
none_lost() {
	total=0
	for i in $(seq "$1"); do
		cut_once || fail "round $i of $1: $(cat "$T/said")"
		total=$((total + ACKNOWLEDGED))
	done
	echo "$1 power cuts: 0 of $total acknowledged $2 lost"
}
