#!/usr/bin/env bash
# Goal: the console in the browser answers this machine only, and forms of its
# own only; it opens neither a store nor a key (strace); every answer has the
# headers that keep it private; browsers that do not read hold up nobody; and a
# console that is gone takes no recording with it.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recording.sh"
. "$(dirname "$0")/consoling.sh"

"$KIT" timecode 10 >"$T/code.raw"
microphone "$T/code.raw" on
papers_for 2 1 2
record
begin_meeting 2

# loopback, or not at all
for where in 0.0.0.0:0 "[::]:0" "$(hostname -I | awk '{ print $1 }'):0"; do
	refuses 1 timeout 30 "$BIN/marac-share" console --home "$H" --listen "$where"
	has "$SAID" "can be reached by other machines"
done
refuses 1 "$BIN/marac-share" console --home "$H" --listen somewhere
has "$SAID" "not an address of this machine"

# a store beside it, and keys, that it must not look at
"$BIN/marac-store" init --store "$T/store" >"$T/init" 2>&1
background env CREDENTIALS_DIRECTORY="$T/store/keys" strace -f -qq -s 300 \
	-o "$T/trace" -e trace=open,openat,openat2,stat,newfstatat,access \
	env ASAN_OPTIONS=detect_leaks=0 "$BIN/marac-share" console \
	--home "$H" --listen 127.0.0.1:0 --port-file "$T/port" \
	>"$T/told" 2>"$WEBLOG"
CONSOLE=$LAST
# strace that is ended leaves whom it watched
traced() { pgrep -P "$CONSOLE"; }
end_traced() { kill "$(traced)" 2>/dev/null; }
at_last end_traced
until_true 60 test -s "$T/port"
PORT=$(cat "$T/port")
URL=http://localhost:$PORT
has "$(cat "$T/told")" "The console is at $URL/"
until_true 60 page_has 'data-live="state">Recording<'

# by another name: nothing (DNS rebinding)
for host in evil.example "evil.example:$PORT" localhost "127.0.0.1" \
	"localhost:1" "localhost.evil.example:$PORT"; do
	same "Host: $host" 421 "$(status -H "Host: $host" "$URL/")"
	lacks "$(cat "$T/body")" "Erin\|Case 1"
	same "Host: $host, events" 421 "$(status -H "Host: $host" "$URL/events")"
	same "Host: $host, a command" 421 "$(status -H "Host: $host" \
		-H "Origin: http://$host" -d x=1 "$URL/tell/next")"
done
for host in "127.0.0.1:$PORT" "[::1]:$PORT" "LOCALHOST:$PORT"; do
	same "Host: $host" 200 "$(status -H "Host: $host" "$URL/")"
done

# from another page: refused, and nothing is done
entries_before=$(journal | wc -l)
page
for header in "Origin: http://evil.example" "Origin: null" \
	"Origin: http://localhost:1" "Sec-Fetch-Site: cross-site" \
	"Sec-Fetch-Site: same-site" "X-None: 1"; do
	same "$header" 403 "$(status -H "$header" -d "form=$FORM" \
		-d "key=$KEY" -d item=2 "$URL/tell/next")"
done
same "a wrong form token" 403 "$(status -H "Origin: $URL" \
	-d "form=${FORM%??}zz" -d "key=$KEY" -d item=2 "$URL/tell/next")"
same "no form token" 403 "$(status -H "Origin: $URL" -d "key=$KEY" -d item=2 \
	"$URL/tell/next")"
same "no cookie" 403 "$(curl -sS -o "$T/body" -w '%{http_code}' \
	-H "Origin: $URL" -d "form=$FORM" -d "key=$KEY" -d item=2 \
	"$URL/tell/next")"
same "no key" 400 "$(status -H "Origin: $URL" -d "form=$FORM" -d item=2 \
	"$URL/tell/next")"
same "another site's events" 403 "$(status -H 'Sec-Fetch-Site: cross-site' \
	"$URL/events")"
same "a verb that is none" 404 "$(post /tell/dance)"
same "join by its own form" 400 "$(post /tell/join person=1)"
same "nothing was done" "$entries_before" "$(journal | wc -l)"
has "$(cat "$JAR")" "#HttpOnly_localhost.*TRUE.*__Host-console"

# headers, errors included
for path in / /cases /end /undo /someone /nowhere /tell/next /assets/console.js \
	/assets/style.css; do
	web -D "$T/head" -o "$T/body" "$URL$path"
	head=$(tr -d '\r' <"$T/head")
	for line in "Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$" \
		'Cache-Control: no-store$' 'Referrer-Policy: no-referrer$' \
		'X-Content-Type-Options: nosniff$' 'X-Frame-Options: DENY$' \
		'Cross-Origin-Opener-Policy: same-origin$' \
		'Cross-Origin-Resource-Policy: same-origin$'; do
		same "$line of $path" 1 "$(printf '%s\n' "$head" | grep -c "^$line")"
	done
	grep -q '^Content-Type: text/html' "$T/head" || continue
	lacks "$(cat "$T/body")" '<style\| style=\| on[a-z]*="\|javascript:'
done
for path in /d/x /copies /sign-in /child/1 /health; do
	same "$path" 404 "$(status "$URL$path")"
done

# live: events come, whole, several a second
curl -sS -N -m 3 "$URL/events" >"$T/events" 2>/dev/null || true
[ "$(grep -c '^data: ' "$T/events")" -ge 4 ] ||
	fail "events: $(wc -l <"$T/events")"
sed -n 's/^data: //p' "$T/events" | head -n 4 | jq -es 'all(.state == "Recording"
	and (.level | type) == "number" and .alarm == "" and
	(.microphones | length) == 1)' >"$T/jq" || fail "$(head -n 4 "$T/events")"

# browsers that do not read: 40 of them, more than are let in; the recorder answers
# as before, and the page too
slow() { background curl -sS -N --limit-rate 1 "$URL/events" >>"$T/slow" 2>&1; }
for _ in $(seq 40); do
	slow
done
# who asks may have the last place while one of the 40 is sent away, and leaves it
too_many() { [ "$(status -m 2 "$URL/events")" = 503 ] || ! slow; }
until_true 60 too_many
began=$("$KIT" mono)
say status
same "the page" 200 "$(status "$URL/")"
took=$(($("$KIT" mono) - began))
[ $took -lt 5000 ] || fail "with those that do not read it took $took ms"
until_true 60 written $(($(field sample) + 48000))
press /tell/mark mark=decision
has "$(said)" "Marked: decision"
same "decisions" 1 "$(entries decision)"

# what it opened
grep -q "papers.json" "$T/trace" || fail "it did not open the papers"
same "what it opened of stores and keys" "" "$(grep -E \
	'marac\.db|\.kek|\.keystore|marac\.conf|/objects|\.seg"|/journal"' \
	"$T/trace" || true)"
same "what it opened of a store's folder" "" \
	"$(grep -F "$T/store" "$T/trace" || true)"
same "what it opened in the recorder's folder" "papers.json" \
	"$(sed -n "s|.*\"$H/meetings/[0-9a-f]*/\([^\"]*\)\".*|\1|p" "$T/trace" | sort -u)"

# the console is killed: the recording goes on
kill -KILL "$(traced)"
must_end "$CONSOLE" 60
until_true 60 written $(($(field sample) + 48000))
field_is state recording || fail "a console took the recording with it"
# and another one at the same address goes on, with the page that is there
console
until_true 60 page_has 'data-live="state">Recording<'
press /tell/next item=2
same "items" 2 "$(entries item)"
say end
daemon_ended
