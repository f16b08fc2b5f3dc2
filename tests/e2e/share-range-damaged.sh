#!/usr/bin/env bash
# Goal: no damage of a sealed file ever gives a wrong byte: a byte flipped in any
# record, two records swapped, one put twice, the file cut at and beside the edge
# of any: what comes is the plaintext up to there, or an error, for the whole and
# for Ranges on either side.  Who breaks off leaves neither an alarm nor a receipt
# for what they did not take.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/sharing.sh
. "$(dirname "$0")/sharing.sh"
export AUDIO_SECONDS=120
sharing
come_in "$TOKEN_OLIVE" "$CODE_OLIVE" "$T/jar"
AUDIO=$URL$(copy "$T/jar")/document.opus
FILE=$S/objects/1.sealed
PLAIN=$S/plain/1.opus
N=$(stat -c %s "$PLAIN")
# FORMAT.md: a header of 1024 bytes, then records of 16 KiB
HEAD=1024
RECORD=16384
HELD=$((RECORD - 68)) # of plaintext
cp "$FILE" "$T/sound"
RECORDS=$(((N + HELD - 1) / HELD))
[ "$RECORDS" -ge 4 ] || fail "only $RECORDS records"

# prefix WHAT FROM: what came is the plaintext from FROM on, as far as it goes
prefix() {
	size=$(stat -c %s "$T/got")
	tail -c +$(($2 + 1)) "$PLAIN" | head -c "$size" | cmp - "$T/got" ||
		fail "$1: a wrong byte"
}

# asked WHAT: the whole, a Range across each edge, and the last byte
asked() {
	: >"$T/got"
	web -f -b "$T/jar" -o "$T/got" "$AUDIO" 2>/dev/null && whole=0 || whole=$?
	prefix "$1" 0
	cp "$T/got" "$T/whole"
	for edge in $(seq "$RECORDS"); do
		from=$((edge * HELD - 200))
		[ "$from" -lt "$N" ] || from=$((N - 1))
		: >"$T/got"
		web -f -b "$T/jar" -r "$from-$((from + 400))" -o "$T/got" \
			"$AUDIO" 2>/dev/null || true
		prefix "$1, from $from" $from
	done
}

# spoilt WHAT: it is not the whole that comes, nor as if all were well
spoilt() {
	asked "$1"
	[ "$whole" -ne 0 ] || fail "$1: it ended as if it were whole"
	cp "$T/sound" "$FILE"
}

asked untouched
same "the whole of it" 0 "$whole"
cmp "$PLAIN" "$T/whole" || fail "the whole differs"

for n in $(seq 0 $((RECORDS - 1))); do
	at=$((HEAD + n * RECORD + 100 + 37 * n))
	byte=$(od -An -tu1 -j "$at" -N 1 "$FILE" | tr -d ' ')
	# shellcheck disable=SC2059 # an octal escape is what is wanted
	printf "\\$(printf %o $((byte ^ 64)))" |
		dd of="$FILE" bs=1 seek="$at" conv=notrunc 2>/dev/null
	same "a part of record $n alone" 503 \
		"$(status -b "$T/jar" -r "$((n * HELD))-$((n * HELD))" "$AUDIO")"
	spoilt "a byte flipped in record $n"
done
record() { # N FILE: that record of the sound one
	tail -c +$((HEAD + $1 * RECORD + 1)) "$T/sound" | head -c "$RECORD" >"$2"
}
put() { # FILE N
	dd if="$1" of="$FILE" bs="$RECORD" seek="$((HEAD + $2 * RECORD))" \
		oflag=seek_bytes conv=notrunc 2>/dev/null
}
record 1 "$T/one"
record 2 "$T/two"
put "$T/one" 2
put "$T/two" 1
spoilt "two records swapped"
put "$T/one" 2
spoilt "a record put twice"
# of another rendition, under another key
tail -c +$((HEAD + 1)) "$S/objects/2.sealed" | head -c "$RECORD" >"$T/other"
put "$T/other" 1
spoilt "a record of another file"
for cut in $((HEAD - 1)) $HEAD $((HEAD + 1)) $((HEAD + 2 * RECORD)) \
	$((HEAD + 2 * RECORD + 5)) $((HEAD + (RECORDS - 1) * RECORD + 700)); do
	truncate -s "$cut" "$FILE"
	spoilt "cut to $cut bytes"
done
# Without its end, but with all of its sound: every byte of it, or none.
truncate -s $(($(stat -c %s "$FILE") - 1)) "$FILE"
asked "its last byte cut"
[ "$whole" -ne 0 ] || cmp "$PLAIN" "$T/whole" || fail "not all of it, as if it were"
cp "$T/sound" "$FILE"
asked "sound again"
same "the whole of it again" 0 "$whole"

# Who breaks off: no error in the log, and no receipt of what was not taken.
come_in "$TOKEN_FRANK" "$CODE_FRANK" "$T/frank"
AUDIO=$URL$(copy "$T/frank")/document.opus
errors=$(grep -c '^<[0-4]>' "$LOG" || true)
over() {
	[ "$(grep -c 'copy audio .*broken off' "$LOG")" -ge $((broken + 5)) ]
}
broken=$(grep -c 'copy audio .*broken off' "$LOG" || true)
for n in 1 2 3 4 5; do
	# reset while the server has hardly begun
	timeout 5 "$BIN/sip" "${URL##*:}" <(printf 'GET /%s HTTP/1.1\r\nHost: localhost\r\nCookie: %s\r\n\r\n' \
		"${AUDIO#http://*/}" \
		"$(awk '/__Host-session/ { print $6 "=" $7 }' "$T/frank")") \
		4000 2000 >"$T/sip.$n" &
	pid=$!
	until_true 20 test -s "$T/sip.$n"
	kill $pid
	wait $pid || true
done
until_true 60 over
same "alarms" "$errors" "$(grep -c '^<[0-4]>' "$LOG" || true)"
same "collected" 0 "$(rows "SELECT count(*) FROM copy
	WHERE id = 4 AND collected_at IS NOT NULL")"
same "the server still plays" 206 \
	"$(status -b "$T/frank" -r 0-9 "$AUDIO")"
finish
