#!/usr/bin/env bash
# Goal: what is decided at the pages holds although there is no room for what
# follows from it.  The page says that it is done; the coordinator is told that
# the children's files lack their recording, and what to type; that makes it.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"
# shellcheck source=tests/e2e/office.sh
. "$ROOT/tests/e2e/office.sh"

sox -R -r 48000 -n -b 16 -c 1 "$T/meeting.wav" synth 24 pinknoise vol 0.2
cat >"$T/marks.csv" <<-END
	at,kind,item,person,words,owner,due
	0:00:00,announce,,,,,
	0:00:00,join,,1,,,
	0:00:00,join,,2,,,
	0:00:02,item,1,,,,
	0:00:12,item,2,,,,
	0:00:24,end,,,,,
END
accept_store
accept_import M-1 "$T/meeting.wav" "$T/marks.csv"
accept_attach
accept_serve
office_in cora
office_ids NS-0102
files() {
	row "$1" "$2" "SELECT count(*) FROM case_recording"
}
files "recordings of files" 2

mount -t tmpfs -o size=4k none "$S/objects" ||
	fail "this test mounts a tmpfs: run it as root"
roomy() {
	umount "$S/objects" 2>/dev/null
}
at_last roomy
head -c 4096 /dev/zero >"$S/objects/.filler"
office_works
does cora withhold -d begin=0:02 -d end=0:04 -d reason="A refuge" -d person=0
row "withheld" 1 'SELECT count(*) FROM withheld_passage'
files "recordings of files, the disk being full" 1
has "$(cat "$LOGS/serve")" 'is in force, and not all that follows is done'
TOLD=$(words cora /deadlines)
has "$TOLD" 'is in force, but the recording in the children'
has "$TOLD" 'type .attach. and the'
lacks "$TOLD" 'could not be done'

roomy
distributor attach "$S/meetings/$(ls "$S/meetings")" >"$T/said"
has "$(cat "$T/said")" ' 1 recording for children'
files "recordings of files at last" 2
accept_finish
