#!/bin/bash
# Goal: every answer, errors included, has the headers that keep it private;
# nothing is inline; the log holds no link, code or cookie.  What is no HTTP, or
# too much of it, libmicrohttpd answers itself: without those headers, and with
# nothing in it (server.h).
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sharing.sh"
sharing

# guarded WANT ARGUMENT...: status WANT, and every header once.
guarded() {
	want=$1
	shift
	web -D "$T/head" -o "$T/body" "$@"
	head=$(tr -d '\r' <"$T/head")
	has "$head" "^HTTP/1.1 $want "
	for line in "Content-Security-Policy: default-src 'none'; " \
		'Cache-Control: no-store$' 'Referrer-Policy: no-referrer$' \
		'X-Content-Type-Options: nosniff$' 'X-Robots-Tag: noindex' \
		'X-Frame-Options: DENY$' \
		'Cross-Origin-Opener-Policy: same-origin$' \
		'Cross-Origin-Resource-Policy: same-origin$' \
		'Strict-Transport-Security: max-age=[0-9]\{8\}' \
		'Permissions-Policy: camera=(), microphone=()'; do
		same "$line of $*" 1 "$(printf '%s\n' "$head" | grep -c "^$line")"
	done
	lacks "$head" "unsafe-"
	lacks "$head" "^Server:"
	if grep -q '^Content-Type: text/html' "$T/head"; then
		has "$(cat "$T/body")" 'Test. Every person here is invented.'
		lacks "$(cat "$T/body")" '<style\| style=\| on[a-z]*=\|javascript:'
		same "scripts without src" 0 \
			"$(grep '<script' "$T/body" | grep -vc 'src="/assets/' || true)"
	fi
}

come_in "$TOKEN_OLIVE" "$CODE_OLIVE" "$T/olive"
ONE=$(copy "$T/olive")
staff "$T/cora"
open_file "$T/cora" 20

for path in / /copies "$ONE" /nowhere /copy/0 /copy/x /child/20 /children \
	/../x '/d/' "/d/$TOKEN_OLIVE" /sign-in /stopped /health /setup \
	/setup/choose /setup/square.svg /well /user/1 \
	/assets/style.css /assets/recipient.css /assets/script.js \
	/assets/player.js /assets/icon.svg; do
	case $path in
	/ | /children | /child/20 | /setup/choose) want=303 ;;
	/setup/square.svg) want=404 ;;
	/d/* | /setup | /sign-in | /stopped | /health | /assets/*) want=200 ;;
	*) want=404 ;;
	esac
	guarded $want --path-as-is "$URL$path"
done
guarded 200 -b "$T/olive" "$URL/copies"
guarded 200 -b "$T/olive" "$URL$ONE"
guarded 200 -b "$T/olive" "$URL$ONE/document.opus"
guarded 200 -I -b "$T/olive" "$URL$ONE/document.opus"
guarded 206 -b "$T/olive" -r 0-9 "$URL$ONE/document.opus"
guarded 416 -b "$T/olive" -H 'Range: bytes=99999999-' \
	"$URL$ONE/document.opus"
guarded 200 -b "$T/cora" "$URL/children"
guarded 200 -b "$T/cora" "$URL/child/20"
guarded 200 -b "$T/cora" "$URL/child/30"
guarded 404 -b "$T/cora" "$URL/child/40"
guarded 404 -b "$T/cora" "$URL/child/999"
guarded 206 -b "$T/cora" -r 5-9 "$URL/child/20/audio/1/document.opus"
guarded 405 -X DELETE "$URL/sign-in"
guarded 405 -X POST -d x=1 "$URL/assets/style.css"
guarded 405 "$URL/exit"
guarded 303 -X POST -d '' "$URL/exit"
has "$head" '^Clear-Site-Data: "cache", "cookies", "storage"'
has "$head" '^Set-Cookie: __Host-session=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict'
guarded 403 -d 'code=2222-2222-2222' "$URL/d/$TOKEN_IAN"
# Right, but sent from somebody else's page.
guarded 403 -H 'Origin: https://elsewhere.example' -d "code=$CODE_IAN" \
	"$URL/d/$TOKEN_IAN"
guarded 403 -H 'Sec-Fetch-Site: cross-site' -d "code=$CODE_IAN" \
	"$URL/d/$TOKEN_IAN"
guarded 403 -H 'Origin: null' --data-urlencode "password=$PASSWORD" \
	-d "login=cora&code=$("$SEED" totp "$TOTP_CORA" 1)" "$URL/sign-in"
guarded 403 -b "$T/olive" -d form=x "$URL$ONE/stop"
guarded 403 -b "$T/cora" -H "Origin: $URL" -d 'form=x&reason=none' \
	"$URL/child/30/open"
head -c 20000 /dev/zero | tr '\0' a >"$T/long"
guarded 413 --data-binary "@$T/long" "$URL/d/$TOKEN_IAN"

# unanswerable WANT REQUEST: libmicrohttpd refuses it.  REQUEST holds the words
# "canary" and its cookie; the answer is one of few fixed sentences, sets nothing,
# repeats nothing, and the connection ends.
unanswerable() {
	SESSION=$(awk '/__Host-session/ { print $7 }' "$T/olive")
	printf '%b' "$2" | sed "s/SESSION/$SESSION/" >"$T/request"
	# shellcheck disable=SC2016 # of that shell's
	timeout 20 bash -c 'exec 3<>"/dev/tcp/localhost/$1"
		cat "$2" >&3; exec cat <&3' - "${URL##*:}" "$T/request" \
		>"$T/answer" || fail "$2: it does not end"
	tr -d '\r' <"$T/answer" >"$T/lines"
	has "$(head -n 1 "$T/lines")" "^HTTP/1.1 $1 "
	# (a false Content-Length gets its header twice)
	same "what the answer to $2 holds" "" "$(grep -v \
		"^HTTP/1.1 $1 [A-Za-z ]*$\|^Date: \|^Connection: close$\|^Content-Length: [0-9]*$\|^$" \
		"$T/lines" | grep -v '^<html><head><title>[A-Za-z ]*</title></head><body>\(Your\|Requested\|The\) [-A-Za-z </>]*[.]</body></html>$')"
	has "$(cat "$T/lines")" '^Connection: close$'
	lacks "$(cat "$T/lines")" "canary\|$SESSION\|Test[.]\|ocument"
}
HUGE=$(printf 'canary%.0s' $(seq 4000))
for cut in 'GET /canary\r\n\r\n' \
	'GET /canary HTTP/1.1\r\nHost: canary\r\nCookie: __Host-session=SESSION\r\ncanary\r\n\r\n' \
	'POST /copies HTTP/1.1\r\nHost: canary\r\nCookie: __Host-session=SESSION\r\nContent-Length: canary\r\n\r\n' \
	'POST /sign-in HTTP/1.1\r\nHost: canary\r\nTransfer-Encoding: chunked\r\n\r\ncanary\r\n'; do
	unanswerable 400 "$cut"
done
unanswerable 413 'POST /copies HTTP/1.1\r\nHost: canary\r\nCookie: __Host-session=SESSION\r\nContent-Length: 99999999999999999999999\r\n\r\n'
unanswerable 413 'POST /sign-in HTTP/1.1\r\nHost: canary\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\n'
unanswerable 414 "GET /$HUGE HTTP/1.1\r\nHost: canary\r\n\r\n"
unanswerable 431 "GET /copies HTTP/1.1\r\nHost: canary\r\nCookie: __Host-session=SESSION\r\nX-Long: $HUGE\r\n\r\n"
unanswerable 505 'GET /copies HTTP/2.0\r\nHost: canary\r\nCookie: __Host-session=SESSION\r\n\r\n'

# Without its store: 503, with all of that.
mv "$S/objects" "$S/elsewhere"
guarded 503 -b "$T/olive" "$URL$ONE/document.opus"
mv "$S/elsewhere" "$S/objects"

for secret in "$TOKEN_OLIVE" "$TOKEN_IAN" "$CODE_OLIVE" "$PASSWORD" /d/ canary \
	"$(awk '/session/ { print $7 }' "$T/olive")" Example Sample cora; do
	lacks "$(cat "$LOG")" "$secret"
done
finish
