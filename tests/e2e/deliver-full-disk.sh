#!/usr/bin/env bash
# Goal: a mail that the relay took is written down as sent, even when the disk of
# the store is full just then; else the same mail would go again.  Needs root, for
# a small disk in memory.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/outgoing.sh
. "$ROOT/tests/e2e/outgoing.sh"
# shellcheck source=tests/e2e/scripting.sh
. "$ROOT/tests/e2e/scripting.sh"

outgoing_store
scripted_only
scripted_start "$T/script"
outgoing_conf
mkdir "$T/disk"
mount -t tmpfs -o size=8m,mode=700 tmpfs "$T/disk"
unmount() {
	umount -l "$T/disk"
}
at_last unmount
cp -a "$STORE" "$T/disk/store"
STORE=$T/disk/store

scripted_slowly
dd if=/dev/zero of="$T/disk/filler" bs=4k 2>>"$LOG" || true
refused() {
	grep -q 'what became of 1 mail is not written down yet: .*full' "$LOG"
}
until_true 60 refused
rm "$T/disk/filler"
scripted_once
