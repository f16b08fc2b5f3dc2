#!/usr/bin/env bash
# Goal: an archive for a memory stick holds, byte for byte, what its recipient
# downloads from their page, both formats and the words; opens with its
# passphrase in somebody else's program (7-Zip) and with no other; says nothing
# by its names, times and comment (rule 7).  While it is made no file is written
# but the archive itself and the store.  The passphrase is printed once and is
# nowhere: not in the store, its log, what the programs said, command lines.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/handing.sh
. "$ROOT/tests/e2e/handing.sh"

# all that a recipient can download, as $T/page-NUMBER.KIND
download() {
	accept_link hari
	accept_code P4
	accept_in "$LINK" "$CODE" "$T/hari.jar"
	accept_copies "$T/hari.jar"
	number=0
	for copy in $COPIES; do
		number=$((number + 1))
		for kind in mp3 opus; do
			web -f -b "$T/hari.jar" -o "$T/page-$number.$kind" \
				"$WEB$copy/save/document.$kind"
		done
		web -b "$T/hari.jar" -o "$T/page-$number.txt" \
			"$WEB$copy/document.txt"
	done
	same "copies on the page" 2 $number
}

handing_meeting \
	"P4,in person,Sample House,yes,,,no,no,P1,2026-11-01,"
distributor deliver >>"$LOGS/distributor"
accept_serve
download

mkdir "$T/stick" "$T/tmp"
export TMPDIR=$T/tmp
# LeakSanitizer cannot look into a process that is traced.
ASAN_OPTIONS=detect_leaks=0 strace -f -qq -e trace=open,openat,creat \
	-o "$T/opened" "$BIN/marac-distributor" --store "$S" export M-1 P4 \
	--by cora --out "$T/stick/it.zip" >"$T/said" 2>>"$LOGS/distributor"
PASSPHRASE=$(cat "$T/said")
group='[2-9A-HJKMNP-TV-Z]\{4\}'
has "$PASSPHRASE" "^$group-$group-$group-$group-$group-$group\$"
same "lines that were printed" 1 "$(wc -l <"$T/said")"
grep -E 'O_WRONLY|O_RDWR|creat\(' "$T/opened" | grep -v ' = -1 ' |
	sed 's/.*"\(.*\)".*/\1/' | sort -u >"$T/written"
grep -v "^$S/marac\.db\(-wal\|-shm\)*\$\|^/dev/null\$" "$T/written" \
	>"$T/others"
same "files written beside the store" 1 "$(wc -l <"$T/others")"
has "$(cat "$T/others")" "^$T/stick/\.it\.zip\.......\$"
same "what lies where the archive lies" it.zip "$(ls -A "$T/stick")"
same "its mode" 600 "$(stat -c %a "$T/stick/it.zip")"
same "temporary files" '' "$(ls -A "$T/tmp")"

# What anybody sees of it.
7zz l -slt "$T/stick/it.zip" >"$T/listed"
sed -n '/^----------/,$s/^Path = //p' "$T/listed" | sort >"$T/names"
printf '%s\n' README.txt document-1.mp3 document-1.opus document-1.txt \
	document-2.mp3 document-2.opus | sort >"$T/expected"
cmp "$T/expected" "$T/names" || fail "its files: $(cat "$T/names")"
same "locked files" 5 "$(grep -c '^Encrypted = +' "$T/listed")"
same "how they are locked" 5 "$(grep -c '^Method = .*AES-256' "$T/listed")"
same "times in it" 1980-01-01 \
	"$(sed -n 's/^Modified = \([^ ]*\).*/\1/p' "$T/listed" | sort -u)"
same "comments" '' "$(sed -n 's/^Comment = //p' "$T/listed" | tr -d '\n')"
# (Three letters stand by chance in what is encrypted.)
for word in OggS OpusHead LAME school NS-0 Hari Tess; do
	! LC_ALL=C grep -qa -- "$word" "$T/stick/it.zip" ||
		fail "'$word' can be read in the archive"
done

# Another passphrase opens nothing.
refuses 2 7zz t -p"${PASSPHRASE%?}" "$T/stick/it.zip"
refuses 2 7zz t -p"$(printf %s "$PASSPHRASE" | tr -d -)" "$T/stick/it.zip"
7zz t -p"$PASSPHRASE" "$T/stick/it.zip" >"$T/tested"
7zz x -p"$PASSPHRASE" -o"$T/out" "$T/stick/it.zip" >"$T/extracted"
for file in 1.mp3 1.opus 1.txt 2.mp3 2.opus; do
	cmp "$T/page-$file" "$T/out/document-$file" ||
		fail "$file is not what the page gives"
done
has "$(cat "$T/out/document-1.txt")" '^0:0[45]  Action: Visit the school'
# Without it, the file that says how.
7zz x -p -o"$T/clear" "$T/stick/it.zip" README.txt >"$T/extracted"
has "$(cat "$T/clear/README.txt")" '7-Zip'
for word in marac abus violen domestic victim perpetrat safeguard NS-0 child \
	Hari school meeting M-1; do
	! grep -qi -- "$word" "$T/clear/README.txt" ||
		fail "rule 7: README.txt says '$word'"
done

# The passphrase is in no place of ours.
for place in "$S" "$LOGS" "$MAIL/" "$T/tmp"; do
	for what in "$PASSPHRASE" "$(printf %s "$PASSPHRASE" | tr -d -)"; do
		! grep -rqaF -- "$what" "$place" || fail "it is in $place"
	done
done
grep -rqaF "P4" "$S/marac.db" || fail "the search cannot find a reference"

# An archive is made anew each time, and never over another.
refuses 1 "$BIN/marac-distributor" --store "$S" export M-1 P4 --by cora \
	--out "$T/stick/it.zip"
has "$SAID" 'is there already'
handing_make P4 "$T/stick/second.zip"
refuses 2 7zz t -p"$PASSPHRASE" "$T/stick/it.zip"
7zz t -p"$PASSPHRASE" "$T/stick/second.zip" >"$T/tested"
row "archives" '2|1' 'SELECT count(*), sum(void_at IS NOT NULL) FROM export'
for call in "" "--out $T/x --drop"; do
	# shellcheck disable=SC2086 # none, or one word each
	accept_refused export M-1 P4 --by cora $call
	has "$SAID" 'say where it goes'
done
accept_finish
