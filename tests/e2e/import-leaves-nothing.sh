#!/usr/bin/env bash
# Goal: an import that is interrupted, runs out of disk, is refused or finds
# another at work leaves the home as it was, without even an empty folder; one
# that is killed is cleaned up by the next.  On a terminal it says how long it
# will take; elsewhere it says nothing.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recording.sh"

R=$BIN/marac-recorder
disk() { # SIZE: the home on a disk of its own
	mkdir -p "$T/disk"
	mount -t tmpfs -o size="$1" tmpfs "$T/disk"
	home_at "$T/disk/h"
}
undisk() {
	if mountpoint -q "$T/disk"; then
		umount "$T/disk"
	fi
}
at_last undisk
disk 1m
papers_for 2 0 1
HIDDEN=$H/meetings/.import-${M##*/}
import() {
	"$R" import "$1" --marks "$T/marks.csv" --papers "$T/papers.json" \
		--home "$H"
}
printf '%s\n' at,kind,item,person 0:00:00,announce,, 0:00:00,join,,1 \
	0:00:00,item,1, 0:05:00,item,2, >"$T/marks.csv"
sox -R -n -r 48000 -b 16 -c 1 "$T/long.wav" synth 600 pinknoise vol 0.2
as_before() { same "what is there" "$THERE" "$(find "$H" | sort)"; }
THERE=$(find "$H" | sort)
lacks "$THERE" meetings

# the disk is full before the end (600 s are 2.4 MB)
refuses 1 import "$T/long.wav"
has "$SAID" 'No space left'
as_before

# the right channel is the left turned over: their mean is silence
sox "$T/long.wav" "$T/part.wav" trim 0 310
sox -M "$T/part.wav" "|sox $T/part.wav -p vol -1" "$T/turned.wav"
refuses 1 import "$T/turned.wav"
has "$SAID" 'cancel each other'
as_before

undisk
disk 8m
"$R" device-key --home "$H" >"$T/device"
THERE=$(find "$H" | sort)

begun() { [ -s "$HIDDEN/0001.seg" ]; }
start_import() {
	import "$T/long.wav" >"$T/said" 2>"$T/err" &
	until_true 20 begun
	pid=$(pgrep -f -- "--home $H" | head -n 1)
}

# Ctrl-C; and a second import meanwhile is told so
start_import
refuses 1 import "$T/long.wav"
has "$SAID" 'another import of this meeting is going on'
begun || fail "the second import took the first one's folder away"
kill -INT "$pid"
wait %% && fail "it was not interrupted"
same "what it said" "marac-recorder: interrupted; nothing was kept" \
	"$(cat "$T/err")"
as_before

# SIGKILL: the next one cleans up
start_import
kill -KILL "$pid"
wait %% && fail "it was not killed"
[ -e "$HIDDEN" ] || fail "nothing was left to be cleaned up"
touch "$HIDDEN/0099.seg"

# and succeeds, on a terminal, where it says how far it is
script -qec "$R import $T/long.wav --marks $T/marks.csv \
	--papers $T/papers.json --home $H" /dev/null >"$T/screen"
has "$(tr '\r' '\n' <"$T/screen")" 'Importing \[#.*%.*about [0-9]* s left'
[ ! -e "$HIDDEN" ] || fail "the hidden folder is still there"
same "the segments" "1 item=1 complete from=0 samples=14400000
2 item=2 complete from=14400000 samples=14400000" "$(segments)"
refuses 1 import "$T/long.wav"
has "$SAID" 'already'
same "segments left alone" 2 "$(segments | wc -l)"
