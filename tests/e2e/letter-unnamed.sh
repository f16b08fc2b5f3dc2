#!/usr/bin/env bash
# Goal: a letter, a sheet to sign or an archive whose file gets no name was never
# made: the name is taken, the disk refuses it, or it cannot be kept.  Then the
# store is as it was, row for row: no mail waits for a letter that is not there.
# Nor is there a file when the store cannot be written.  A memory stick (FAT),
# where no file can have two names, will do.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/handing.sh
. "$ROOT/tests/e2e/handing.sh"
handing_meeting 'P4,in person,Sample House,yes,,,no,no,P1,2026-11-01,' \
	'P4,letter,"Hari Sample, 1 Sample Road, NT1 1AB",yes,,,no,no,P1,2026-11-01,'
rows() {
	sqlite3 "file:$S/marac.db?mode=ro" .dump
}
rows >"$T/before"
mkdir "$T/stick"

# Each as it is typed, but for --store and its file.
LETTER='letter M-1 P4 --by cora --out'
SHEET='hand-over M-1 P4 --by cora --worker Wendy --sheet'
ARCHIVE='export M-1 P4 --by cora --out'

# with INJECTION WORD...: the distributor, its disk failing so.  (LeakSanitizer
# cannot look into a process that is traced.)
with() {
	how=$1
	shift
	ASAN_OPTIONS=detect_leaks=0 strace -f -qq -o "$T/trace" \
		-e "trace=${how%%:*}" -e "inject=$how" \
		"$BIN/marac-distributor" "$@" --store "$S"
}
# unmade WHAT LEFT: LEFT is all that lies there, and no row is another.
unmade() {
	same "$1: files" "$2" "$(ls -A "$T/stick")"
	rows >"$T/after"
	diff "$T/before" "$T/after" | cut -c -200 >"$T/diff"
	[ ! -s "$T/diff" ] || fail "$1: rows have changed: $(cat "$T/diff")"
}

for verb in "$LETTER" "$SHEET" "$ARCHIVE"; do
	ln -s nowhere "$T/stick/paper"
	# shellcheck disable=SC2086 # a word each
	accept_refused $verb "$T/stick/paper"
	has "$SAID" 'cannot name'
	unmade "${verb%% *}, its name taken" paper
	rm "$T/stick/paper"
	# The name; what is synced last, its folder; the store.
	for how in link,linkat,renameat2:error=EIO fsync:error=EIO:when=2+ \
		fdatasync:error=EIO; do
		# shellcheck disable=SC2086
		refuses 1 with "$how" $verb "$T/stick/paper"
		unmade "${verb%% *}, $how" ''
	done
done
for verb in "$LETTER" "$SHEET" "$ARCHIVE"; do
	# shellcheck disable=SC2086
	with link,linkat:error=EPERM $verb "$T/stick/paper" >"$T/said"
	same "${verb%% *}: files on a stick" paper "$(ls -A "$T/stick")"
	rm "$T/stick/paper"
done
row 'what was made' '2|1' 'SELECT (SELECT count(*) FROM paper),
	(SELECT count(*) FROM export)'
! grep -rq Sanitizer "$LOGS" || fail "$LOGS: a sanitizer spoke"
