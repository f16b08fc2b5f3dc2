#!/usr/bin/env bash
# Goal: the styles and scripts come compressed to who can take that, a telephone
# above all; unpacked they are the very same; and nothing else does, which may hold
# a secret beside what somebody else wrote.
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/sharing.sh
. "$(dirname "$0")/sharing.sh"
sharing
come_in "$TOKEN_OLIVE" "$CODE_OLIVE" "$T/olive"
ONE=$(copy "$T/olive")
BROWSER='Accept-Encoding: gzip, deflate, br, zstd'

coding() { # ARGUMENT...: the answer's, into $T/head and $T/body
	web -D "$T/head" -o "$T/body" "$@"
	tr -d '\r' <"$T/head" | sed -n 's/^Content-Encoding: //p'
}

for name in style.css recipient.css script.js player.js outline.js icon.svg; do
	own=$ROOT/share/assets/$name
	same "$name, as it is" "" "$(coding "$URL/assets/$name")"
	cmp "$own" "$T/body" || fail "$name is another"
	same "$name, not by gzip" "" \
		"$(coding -H 'Accept-Encoding: br, gzip;q=0' "$URL/assets/$name")"
	cmp "$own" "$T/body" || fail "$name is another"
	got=$(coding -H "$BROWSER" "$URL/assets/$name")
	if [ "$name" = icon.svg ]; then # it has 110 bytes
		same "$name, which is not smaller so" "" "$got"
		cmp "$own" "$T/body" || fail "$name is another"
	else
		same "$name, to a browser" gzip "$got"
		gunzip <"$T/body" | cmp - "$own" || fail "$name is another"
		mine=$(stat -c %s "$T/body")
		theirs=$(gzip -9c "$own" | wc -c)
		[ "$mine" -le $((theirs + 32)) ] ||
			fail "$name: $mine bytes, gzip -9 makes $theirs"
		same "the length said of $name" "$mine" \
			"$(tr -d '\r' <"$T/head" | sed -n 's/^Content-Length: //p')"
	fi
	has "$(cat "$T/head")" '^Vary: Accept-Encoding'
done
for path in /sign-in "/d/$TOKEN_OLIVE" /copies "$ONE" "$ONE/document.opus"; do
	same "the coding of $path" "" "$(coding -b "$T/olive" -H "$BROWSER" "$URL$path")"
done
finish
