#!/bin/bash
# A disk that refuses: the K-th write of a sealed file finds no space, or the
# K-th sync an I/O error.  The writer says so at once, nothing more goes into
# that file (a second sync would lie), and what was acknowledged reads back.
# And one sync of the file stands behind every acknowledgement.

. "$(dirname "$0")/../e2e/lib.sh"
# leaks cannot be looked for under strace
export ASAN_OPTIONS=detect_leaks=0

# broken CALL ERROR K WHAT
broken() {
	rm -rf "$T/m"
	mkdir "$T/m"
	got=0
	strace -f -qq -o "$T/trace" -P "$T/m/1.seg" -e trace="$1" \
		-e inject="$1:error=$2:when=$3+" \
		"$BIN/segcut" write "$T/m" 12 >"$T/acknowledged" 2>"$T/said" ||
		got=$?
	same "exit after $1 fails with $2 at $3 ($(cat "$T/said"))" 4 $got
	has "$(cat "$T/said")" "$4"
	done=$(wc -l <"$T/acknowledged")
	"$BIN/segcut" count "$T/m" "$done" 2>"$T/said" ||
		fail "$done acknowledged before $1 $3: $(cat "$T/said")"
}

# the header is the first write; it goes with the first sync
for k in 2 3 7 12; do
	broken pwrite64 ENOSPC $k 'No space left'
	broken fdatasync EIO $k 'Input/output error'
done
# once only: the kernel has forgotten, the writer must not
rm -rf "$T/m"
mkdir "$T/m"
got=0
strace -f -qq -o "$T/trace" -P "$T/m/1.seg" -e trace=fdatasync \
	-e inject=fdatasync:error=EIO:when=5 \
	"$BIN/segcut" write "$T/m" 12 >/dev/null 2>&1 || got=$?
same "exit after one failed sync (5: a later one was believed)" 4 $got

# syncs PRELOAD: how often the sealed file was synced for 12 acknowledgements
syncs() {
	rm -rf "$T/m"
	mkdir "$T/m"
	strace -f -qq -o "$T/trace" -P "$T/m/1.seg" -e trace=fdatasync \
		-E "LD_PRELOAD=$1" -E ASAN_OPTIONS=detect_leaks=0:verify_asan_link_order=0 \
		"$BIN/segcut" write "$T/m" 12 >"$T/acknowledged"
	same "acknowledgements" 12 "$(wc -l <"$T/acknowledged")"
	grep -c fdatasync "$T/trace" || true
}
same "syncs of a file with 12 acknowledged stretches" 12 "$(syncs '')"
same "syncs of the mutant" 0 "$(syncs "$BIN/libnosync.so")"
