#!/usr/bin/env bash
# Goal: `copies` that is killed leaves nothing half-made.  Killed at random
# moments (6; 60 with MARAC_LONG=1), no row names a file that is not there or
# not whole, and no copy or mail exists without its audio; the next run takes up
# what is there, removes what no row owns, and ends with every copy and two
# files a rendition.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"

KILLS=$([ "${MARAC_LONG:-0}" = 1 ] && echo 60 || echo 6)
espeak-ng -s 165 -w "$T/words.wav" "$(yes 'The school saw the child on Monday,
	and the nurse will visit on Thursday at nine.' | head -n 12)"
sox "$T/words.wav" -r 48000 -b 16 "$T/meeting.wav" repeat 5 trim 0 160
cat >"$T/marks.csv" <<-END
	at,kind,item,person,words,owner,due
	0:00:00,announce,,,,,
	0:00:00,join,,1,,,
	0:00:00,join,,2,,,
	0:00:00,item,1,,,,
	0:00:40,item,2,,,,
	0:01:20,item,3,,,,
	0:02:00,item,4,,,,
	0:02:40,end,,,,,
END
accept_store
accept_import M-1 "$T/meeting.wav" "$T/marks.csv"
accept_attach
distributor release M-1 --by chair >>"$LOGS/distributor"
mv "$S" "$T/before"

copies() {
	"$BIN/marac-distributor" --store "$S" copies M-1 >"$T/table" \
		2>>"$LOGS/distributor"
}
of() {
	sqlite3 "$S/marac.db" "$1"
}
cp -a "$T/before" "$S"
begun=$(date +%s%N)
copies
took=$((($(date +%s%N) - begun) / 1000000))
same "copies" 8 "$(of 'SELECT count(*) FROM copy')"
same "MP3s" 4 "$(of 'SELECT count(*) FROM rendition_mp3')"
want=$(of 'SELECT count(*) FROM rendition')
rm -rf "$S"

caught=0 stray=0 n=0
while [ $n -lt "$KILLS" ]; do
	n=$((n + 1))
	cp -a "$T/before" "$S"
	# by its own name: behind a function $! is a shell, whose end ends nothing
	"$BIN/marac-distributor" --store "$S" copies M-1 >"$T/table" \
		2>>"$LOGS/distributor" &
	victim=$!
	wait_ms=$(($(od -An -N2 -tu2 /dev/urandom) % took))
	sleep "$(printf '%d.%03d' $((wait_ms / 1000)) $((wait_ms % 1000)))"
	if kill -KILL $victim 2>/dev/null; then
		caught=$((caught + 1))
	fi
	wait $victim 2>/dev/null || true
	of 'SELECT object FROM rendition UNION ALL
		SELECT object FROM rendition_mp3' | sort >"$T/owned"
	find "$S/objects" -name '*.sealed' -printf '%f\n' | sort >"$T/there"
	same "rows without a file after kill $n" '' \
		"$(comm -23 "$T/owned" "$T/there")"
	stray=$((stray + $(comm -13 "$T/owned" "$T/there" | wc -l)))
	same "copies without audio after kill $n" 0 "$(of 'SELECT count(*)
		FROM copy c WHERE NOT EXISTS (SELECT 1 FROM rendition_mp3 x
		WHERE x.rendition_id = c.rendition_id)')"
	copies
	same "copies after kill $n" 8 "$(of 'SELECT count(*) FROM copy')"
	same "renditions" "$want" "$(of 'SELECT count(*) FROM rendition')"
	find "$S/objects" -name '*.sealed' | wc -l >"$T/files"
	same "files" "$((want + 4))" "$(cat "$T/files")"
	store check >"$T/said" || fail "kill $n: $(cat "$T/said")"
	rm -rf "$S"
done
echo "$caught of $KILLS killed within $took ms; $stray files swept" >&2
[ "$caught" -gt 0 ] || fail "no kill came in time"
