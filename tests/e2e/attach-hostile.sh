#!/usr/bin/env bash
# attach: a folder made by somebody who means harm -- a pipe that never ends, a
# link to a file of ours, more bytes than the disk has -- is refused at once and
# changes nothing.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/storing.sh
. "$ROOT/tests/e2e/storing.sh"

M=NS-2026-11-23

# refused WHAT: in words that name FILE, without waiting and without a trace.
refused() {
	refuses 1 timeout 120 "$BIN/marac-distributor" attach "$T/bad" \
		--store "$S"
	has "$1: $SAID" "$FILE"
	row "$1: rows" 0 "SELECT count(*) FROM recording"
	same "$1: folders" "" \
		"$(find "$S/meetings" -mindepth 1 -maxdepth 1 -type d)"
	rm -rf "$T/bad"
	cp -a "$T/meeting" "$T/bad"
}

store init >/dev/null
template_all "$T/csv"
import_all "$T/csv"
store papers "$M" --out "$T/papers.json" >/dev/null
KEY=$("$BIN/folderseed" "$T/papers.json" "$T/meeting")
store key trust "Sample recorder" "$KEY" >/dev/null
cp -a "$T/meeting" "$T/bad"

for FILE in papers.json journal 0001.seg; do
	rm "$T/bad/$FILE"
	mkfifo "$T/bad/$FILE"
	refused "a pipe"
	rm "$T/bad/$FILE"
	ln -s "$S/keys/distributor.kek" "$T/bad/$FILE"
	refused "a link"
	rm "$T/bad/$FILE"
	mkdir "$T/bad/$FILE"
	refused "a folder"
done

# Holes cost whoever makes them nothing.
FILE='larger than'
truncate -s 9G "$T/bad/0001.seg"
refused "a file of holes"

# The same folder, as it was, is taken.
"$BIN/marac-distributor" attach "$T/meeting" --store "$S" >/dev/null
row "as it was" 1 "SELECT count(*) FROM recording"
