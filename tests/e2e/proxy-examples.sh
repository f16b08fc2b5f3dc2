#!/usr/bin/env bash
# Goal: the two proxies' examples are right as they stand: their own checkers
# take them; behind each, pages, sound and Ranges come whole; who asks is who
# the proxy says, whatever they say themselves; every answer, the proxy's own
# too, has every header; slow drips are ended.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/sharing.sh
. "$(dirname "$0")/sharing.sh"
# shellcheck source=tests/e2e/postfix.sh
. "$(dirname "$0")/postfix.sh"
# shellcheck source=tests/e2e/proxy.sh
. "$(dirname "$0")/proxy.sh"
chmod 755 "$T"
sharing
come_in "$TOKEN_OLIVE" "$CODE_OLIVE" "$T/jar"
ONE=$(copy "$T/jar")
SESSION=$(awk '/__Host-session/ { print $6 "=" $7 }' "$T/jar")

safe() {
	web --cacert "$HTTPS_CA" -H "Cookie: $SESSION" "$@"
}

# private WHAT: HEAD has every header, each once
private() {
	for line in "Content-Security-Policy: default-src 'none'; " \
		'Cache-Control: no-store$' 'Referrer-Policy: no-referrer$' \
		'X-Content-Type-Options: nosniff$' 'X-Robots-Tag: noindex' \
		'X-Frame-Options: DENY$' \
		'Cross-Origin-Opener-Policy: same-origin$' \
		'Cross-Origin-Resource-Policy: same-origin$' \
		'Strict-Transport-Security: max-age=[0-9]\{8\}' \
		'Permissions-Policy: camera=(), microphone=()'; do
		same "$line of $1" 1 "$(printf '%s\n' "$head" | grep -ci "^$line")"
	done
}

# guarded STATUS ARGUMENT...
guarded() {
	want=$1
	shift
	safe -D "$T/head" -o "$T/body" "$@"
	head=$(tr -d '\r' <"$T/head")
	has "$head" "^HTTP/[12.]* $want "
	private "$*"
}

# raw TEXT: what comes for it over TLS, up to the end
raw() {
	printf '%b' "$1" | timeout 20 openssl s_client -quiet -ign_eof \
		-CAfile "$HTTPS_CA" -servername localhost \
		-connect "localhost:$HTTPS_PORT" 2>/dev/null | tr -d '\r' || true
}

behind() { # NAME START
	"$2" "$T/$1" "${URL##*:}"
	guarded 200 "$HTTPS/sign-in"
	guarded 200 --http1.1 "$HTTPS$ONE"
	guarded 404 "$HTTPS/copy/1"
	guarded 405 -X DELETE "$HTTPS/sign-in"
	guarded 206 -r 70000-140000 "$HTTPS$ONE/document.opus"
	tail -c +70001 "$S/plain/1.opus" | head -c 70001 | cmp - "$T/body" ||
		fail "$1: other bytes"
	safe -o "$T/body" "$HTTPS$ONE/save/document.opus"
	cmp "$S/plain/1.opus" "$T/body" || fail "$1: the whole differs"
	# Headers that are larger and larger: whoever refuses them.
	for size in 8000 14500 15200 15900 40000; do
		head -c $size /dev/zero | tr '\0' a >"$T/long"
		: >"$T/head"
		safe -D "$T/head" -o /dev/null -H "X-Long: $(cat "$T/long")" \
			--http1.1 "$HTTPS/sign-in" 2>/dev/null || true
		head=$(tr -d '\r' <"$T/head")
		[ -z "$head" ] || private "a header of $size bytes"
	done
	# And many that pass here, and that the service's library has no room for:
	# its answer has none of the headers, and gets them all.
	seq -f 'header = "X-%g: '"$(head -c 140 /dev/zero | tr '\0' a)"'"' 90 >"$T/many"
	same "straight to the service" 431 "$(status -K "$T/many" "$URL/sign-in")"
	guarded 431 --http1.1 -K "$T/many" "$HTTPS/sign-in"
	# No request at all: no answer, or one with the headers.
	for text in 'nonsense\r\n\r\n' 'GET /\r\n\r\n' 'GET / HTTP/1.1\r\n\r\n' \
		'GET / HTTP/1.1\r\nHost: a\r\nX bad: y\r\n\r\n' \
		'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n'; do
		got=$(raw "$text")
		head=$(printf '%s\n' "$got" | sed '/^$/q')
		[ -z "$head" ] || private "$text"
		lacks "$got" '[Ss]erver: .*/[0-9]'
	done
	# Ten drips inside TLS: their header is not whole after 5 s.
	"$BIN/crowd" "$HTTPS_PORT" tls 10 40 once >"$T/crowd"
	has "$(cat "$T/crowd")" '^0 open, 10 at most, 10 ended'
	after=$(sed -n 's/.*after \([0-9]*\) ms.*/\1/p' "$T/crowd")
	[ "$after" -lt 9000 ] || fail "$1 lets a drip go on for $after ms"
}

behind haproxy proxy_start
haproxy -c -f "$T/haproxy/haproxy.cfg" >"$T/checked" 2>&1 ||
	fail "HAProxy does not take it: $(cat "$T/checked")"
lacks "$(cat "$T/checked")" WARNING
# Whoever came is in no log.
lacks "$(cat "$T/haproxy/log")" 'Connect from\|sign-in'
behind nginx proxy_nginx
nginx -t -c "$T/nginx/nginx.conf" 2>"$T/checked" ||
	fail "nginx does not take it: $(cat "$T/checked")"
lacks "$(cat "$T/checked")" 'warn\|emerg'
lacks "$(cat "$T/nginx/log" "$T/nginx/error.log")" 'sign-in\|127.0.0.1'

# Who asks is who the proxy says: the last of what comes to the service.
cat >"$T/echo.mjs" <<-'END'
	import http from "node:http"
	http.createServer((ask, answer) => {
		const said = []
		for (let i = 0; i < ask.rawHeaders.length; i += 2)
			if (/^x-forwarded-for$/i.test(ask.rawHeaders[i]))
				said.push(ask.rawHeaders[i + 1])
		answer.end(said.join(", "))
	}).listen(Number(process.argv[2]), "127.0.0.1")
END
ECHO=$(postfix_free_port)
background node "$T/echo.mjs" "$ECHO"
for start in proxy_start proxy_nginx; do
	$start "$T/$start" "$ECHO"
	same "who asks, by $start" 127.0.0.1 "$(safe \
		-H 'X-Forwarded-For: 192.0.2.1' -H 'X-Forwarded-For: 192.0.2.2' \
		"$HTTPS/")"
done

# The service is away: their own words, as private.
finish
proxy_config "$T/nginx" "${URL##*:}" nginx
background nginx -c "$T/nginx/nginx.conf" -g 'daemon off;' 2>"$T/nginx/log"
until_true 20 safe -o /dev/null "$HTTPS/sign-in"
guarded 502 "$HTTPS/sign-in"
proxy_config "$T/haproxy" "${URL##*:}" haproxy
background haproxy -db -f "$T/haproxy/haproxy.cfg" 2>"$T/haproxy/log"
until_true 20 safe -o /dev/null "$HTTPS/sign-in"
guarded 503 "$HTTPS/sign-in"
