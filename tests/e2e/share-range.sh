#!/bin/bash
# Goal: every answer to a Range request holds exactly those bytes of the
# plaintext, at the edges of sealed records too; a record that does not verify
# ends the answer before any wrong byte.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sharing.sh"
sharing
come_in "$TOKEN_OLIVE" "$CODE_OLIVE" "$T/jar"
ONE=$(copy "$T/jar")
TWO=$(copy "$T/jar" 2)
AUDIO=$URL$TWO/document.opus
PLAIN=$S/plain/3.opus
N=$BYTES_3

# part RANGE FROM COUNT: 206 with those bytes, and says so.
part() {
	web -b "$T/jar" -H "Range: $1" -D "$T/head" -o "$T/got" "$AUDIO"
	has "$(cat "$T/head")" '^HTTP/1.1 206 '
	has "$(cat "$T/head")" "^Content-Range: bytes $2-$(($2 + $3 - 1))/$N"
	tail -c +$(($2 + 1)) "$PLAIN" | head -c "$3" >"$T/want"
	same "bytes of $1" "$3" "$(wc -c <"$T/got")"
	cmp "$T/want" "$T/got" || fail "$1 holds other bytes"
}

# whole [HEADER]: 200 with all of it.
whole() {
	same "status for '$*'" 200 "$(web -b "$T/jar" "$@" -o "$T/got" \
		-w '%{http_code}' "$AUDIO")"
	cmp "$PLAIN" "$T/got" || fail "the whole, asked by '$*', differs"
}

# none RANGE: 416, and the size.
none() {
	web -b "$T/jar" -H "Range: $1" -D "$T/head" -o "$T/got" "$AUDIO"
	has "$(cat "$T/head")" '^HTTP/1.1 416 '
	has "$(cat "$T/head")" "^Content-Range: bytes \*/$N"
}

part bytes=0-0 0 1
part bytes=0-65535 0 65536
part bytes=65535-65536 65535 2
part bytes=65536-131071 65536 65536
part bytes=70000-140000 70000 70001
part "bytes=$((N - 1))-" $((N - 1)) 1
part "bytes=$((N - 1))-$((N + 500))" $((N - 1)) 1
part bytes=131000- 131000 $((N - 131000))
part bytes=0-99999999999999999999999 0 "$N"
part bytes=-1 $((N - 1)) 1
part bytes=-70000 $((N - 70000)) 70000
part bytes=-999999999 0 "$N"
part "BYTES= 5-6 " 5 2
whole -H "X-None: 1"
whole -H "Range: bytes=0-1,5-6"
whole -H "Range: bytes=5-4"
whole -H "Range: bytes=-"
whole -H "Range: bytes=a-b"
whole -H "Range: items=0-1"
whole -H "Range: bytes=0-1" -H 'If-Range: "x"'
none "bytes=$N-"
none bytes=99999999999999999999999-
none bytes=-0
same "HEAD" 200 "$(status -I -b "$T/jar" "$AUDIO")"

# The file to keep has a neutral name.
web -b "$T/jar" -D "$T/head" -o "$T/got" "$URL$TWO/save/document.opus"
has "$(cat "$T/head")" '^Content-Disposition: attachment; filename="document.opus"'
cmp "$PLAIN" "$T/got" || fail "the file to keep differs"

# Flip one byte in the third record (64 KiB each, behind a 1024-byte header).
at=$((1024 + 2 * 65600 + 5000))
byte=$(od -An -tu1 -j $at -N 1 "$S/objects/3.sealed" | tr -d ' ')
# shellcheck disable=SC2059 # an octal escape is what is wanted
printf "\\$(printf %o $((byte ^ 1)))" |
	dd of="$S/objects/3.sealed" bs=1 seek=$at conv=notrunc 2>/dev/null
got=0
web -b "$T/jar" -o "$T/got" "$AUDIO" 2>/dev/null || got=$?
same "curl's word for a broken transfer" 18 "$got"
size=$(wc -c <"$T/got")
[ "$size" -lt "$N" ] || fail "all bytes of a flipped record came"
head -c "$size" "$PLAIN" | cmp - "$T/got" || fail "a wrong byte came"
has "$(cat "$LOG")" 'rendition 3: transfer ended'

# Before and behind the flipped record it still plays.
part bytes=0-1000 0 1001

# Cut short, or gone: nothing of it, and our fault.
truncate -s 100000 "$S/objects/3.sealed"
same "a file cut short" 503 "$(status -b "$T/jar" "$AUDIO")"
rm "$S/objects/3.sealed"
same "a file that is gone" 503 "$(status -b "$T/jar" "$AUDIO")"
same "another one" 200 "$(status -b "$T/jar" "$URL$ONE/document.opus")"
finish
