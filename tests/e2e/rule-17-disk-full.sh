#!/usr/bin/env bash
# Goal (rule 17): a full disk: the alarm within 1 s, what was acknowledged stays
# readable, the record can be left, it records on in a new segment as soon as
# there is room, and "end" ends.  Needs root, for a small disk in memory.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recording.sh"

"$KIT" timecode 10 >"$T/code.raw"
microphone "$T/code.raw" on
home_at "$T/disk/h"
mkdir "$T/disk"
mount -t tmpfs -o size=256k marac-test "$T/disk"
gone() { umount -l "$T/disk"; }
at_last gone
papers_for 2 0 1
record
begin_meeting 1
until_true 60 written 60000
has "$(field alarm)" "the disk has room for"

# all but a few pages
dd if=/dev/zero of="$T/disk/filler" bs=1k count=4096 2>/dev/null || true
disk_alarm() { field alarm | grep -q "disk\|space\|write"; }
no_space() { field alarm | grep -q "No space"; }
began=$(now_ms)
acknowledged=$(field written)
until_true 60 no_space
took=$(($(now_ms) - began))
[ $took -le 1500 ] || fail "the alarm came after $took ms"
[ "$(field written)" -ge "$acknowledged" ] || fail "what was safe is not"
say status
has "$(cat "$T/said")" "ALARM"
# leaving the record works whatever the disk says
say off-record
same state off-record "$(field state)"
say resume
sleep 1
no_space || fail "it records on a full disk"

rm "$T/disk/filler"
until_true 60 segment_open
until_true 60 written $(($(field sample) + 60000))
lacks "$(field alarm)" "No space"

# the acknowledged part of the broken-off segment is all there
segments >"$T/segments"
same "the first segment" recovered \
	"$(head -n 1 "$T/segments" | cut -d' ' -f3)"
samples=$(head -n 1 "$T/segments" | sed 's/.*samples=//')
[ "$samples" -ge "$acknowledged" ] ||
	fail "$samples samples are readable, $acknowledged were safe"
has "$(journal)" " off-record "
has "$(journal)" " gap .*note=4"

# full again, the record is left, the recorder killed: rule 16 holds all the same
dd if=/dev/zero of="$T/disk/filler" bs=1k count=4096 2>/dev/null || true
until_true 60 no_space
# more than a block of the journal
for _ in $(seq 40); do
	say leave 1
	say join 1
done
say off-record
kill -KILL "$RECORDER"
{ wait "$RECORDER"; } 2>/dev/null || true
record
same "state after a kill" off-record "$(field state)"
say resume
until_true 60 no_space
began=$(now_ms)
say end
took_end=$(($(now_ms) - began))
[ $took_end -le 2000 ] || fail "end took $took_end ms"
daemon_ended
has "$(journal | tail -n 1)" " ended "
lacks "$(segments)" broken
# one gap each time: before the record was left, and until the next segment or end
same "gaps" 4 "$(journal | grep -c ' gap ')"
# a try that finds no room leaves no file and takes no number: there are 9,999,
# and a disk may be full for hours
journal | sed -n 's/.* segment-begun .*value=\([0-9]*\).*/\1/p' >"$T/begun"
same "numbers of the segments" "$(seq "$(wc -l <"$T/begun")")" "$(cat "$T/begun")"
same "files of segments" "$(wc -l <"$T/begun")" \
	"$(find "$M" -name '*.seg' | wc -l)"
echo "alarm after $took ms; end on a full disk took $took_end ms"
