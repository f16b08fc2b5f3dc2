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

# The dot is answered after four seconds.
scripted dot-slow
background "$BIN/marac-distributor" deliver --store "$STORE" \
	>"$T/said" 2>>"$LOG"
SENDER=$LAST
came() {
	[ "$(scripted_mails)" = 1 ]
}
until_true 60 came
dd if=/dev/zero of="$T/disk/filler" bs=4k 2>>"$LOG" || true
refused() {
	grep -q 'what became of 1 mail is not written down yet: .*full' "$LOG"
}
until_true 60 refused
rm "$T/disk/filler"
status=0
wait "$SENDER" || status=$?
same 'deliver' 0 "$status"
has "$(cat "$T/said")" '^1 accepted'
row 'once' 'accepted|1|0' \
	"SELECT state, attempts, ambiguous FROM message WHERE id = $ID"
row 'met' 2 'SELECT count(*) FROM delivery WHERE met_at IS NOT NULL'
same 'mails' 1 "$(scripted_mails)"
