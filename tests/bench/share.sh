#!/usr/bin/env bash
# What the pages cost: sound in parts, decrypted, beside nginx with a plain file; a
# static page compressed, as a browser asks for it, beside nginx with the same; a
# page of somebody signed in; in a store of a million a child's file, a name among
# those held, the list of a thousand held, and a child asked for in an emergency,
# among all; and five hundred who listen at once.
#
#	ROUNDS (3) of TIME (4) seconds each, in turn; LISTENERS (500) for LISTEN
#	(20) seconds
. "$(dirname "$0")/figures.sh"
ROOT=$(cd "$HERE/../.." && pwd)

ROUNDS=${ROUNDS:-3}
TIME=${TIME:-4}
LISTENERS=${LISTENERS:-500}
LISTEN=${LISTEN:-20}
PIDS=
finish() {
	for pid in $PIDS; do
		kill "$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	done
	rm -rf "$T"
}
trap finish EXIT
ulimit -n "$(ulimit -Hn)"

# A store, and a session in it of COLUMN = ID
now "share: making a store"
"$BIN/seed" make "$T/store" 600 >"$T/is"
db() {
	sqlite3 -cmd '.timeout 20000' "$T/store/marac.db" "$1"
}
session() { # COLUMN ID
	local value at
	value=$(printf %s "$1 $2" | sha256sum | cut -d ' ' -f 1)
	at=$(date +%s%3N)
	db "INSERT INTO session (id_hash, csrf, $1, made_at, seen_at, ends_at)
		VALUES (x'$(printf %s "$value" | sha256sum | cut -d ' ' -f 1)',
		x'00', $2, $at, $at, $((at + 9000000)));
		INSERT OR IGNORE INTO file_opening SELECT id_hash, 20, 'Visit', $at
		FROM session WHERE account_id = 1"
	COOKIE="__Host-session=$value"
}
session account_id 1
STAFF=$COOKIE
session parcel_id 1
RECIPIENT=$COOKIE

serve() {
	rm -f "$T/port"
	"$BIN/marac-share" serve --store "$T/store" --port-file "$T/port" \
		2>"$T/log" &
	SERVER=$!
	PIDS="$PIDS $SERVER"
	until [ -s "$T/port" ]; do sleep 0.05; done
	PORT=$(cat "$T/port")
	URL=http://127.0.0.1:$PORT
}
serve

# Before anything else makes it grow.
curl -sSf -o "$T/out" "$URL/sign-in"
"$BIN/crowd" "$PORT" idle 1000 3 >"$T/crowd" &
crowd=$!
until grep -q up "$T/crowd"; do sleep 0.05; done
figure "memory with 1,000 idle, against 32 MB" \
	"$(awk '/^VmRSS:/ { print $2 / 1024 }' "/proc/$SERVER/status")" 32 \
	MB '<=1'
wait "$crowd"

# nginx with the same bytes in plain files
mkdir "$T/www"
chmod 755 "$T" "$T/www"
cp "$T/store/plain/1.opus" "$T/www/document.opus"
cp "$ROOT/share/assets/style.css" "$T/www/style.css"
gzip -9k "$T/www/style.css"
chmod 644 "$T/www"/*
while :; do
	NGINX=$((10000 + RANDOM % 20000))
	(exec 3<>"/dev/tcp/127.0.0.1/$NGINX") 2>/dev/null || break
done
cat >"$T/nginx.conf" <<-END
	user $(id -un);
	pid $T/nginx.pid;
	error_log $T/nginx.log;
	worker_processes auto;
	events { worker_connections 1024; }
	http {
		access_log off;
		sendfile on;
		gzip_static on;
		types { text/css css; audio/ogg opus; }
		keepalive_requests 1000000000;
		server { listen 127.0.0.1:$NGINX; root $T/www; }
	}
END
nginx -c "$T/nginx.conf" -g 'daemon off;' 2>>"$T/nginx.log" &
NGINX_PID=$!
PIDS="$PIDS $NGINX_PID"
until (exec 3<>"/dev/tcp/127.0.0.1/$NGINX") 2>/dev/null; do sleep 0.05; done

# parts.lua: a part of 64 KiB, as who takes a file in such parts asks, another
# each time
SIZE=$(stat -c %s "$T/www/document.opus")
cat >"$T/parts.lua" <<-END
	local parts = math.floor($SIZE / 65536) - 1
	request = function()
		local from = math.random(0, parts) * 65536
		wrk.headers["Range"] = "bytes=" .. from .. "-" .. from + 65535
		return wrk.format("GET")
	end
END

# ticks PID: what it and its children took of a processor so far, in 1/100 s
ticks() {
	local pid
	for pid in "$1" $(pgrep -P "$1"); do
		cat "/proc/$pid/stat"
	done | awk '{ n += $14 + $15 } END { print n }'
}

# rate FILE PID COOKIE URL [OPTION]...: requests a second of PID's, a line to FILE;
# the milliseconds of processor that each took it to FILE.cpu; every one must be
# answered well
rate() {
	local to=$1 pid=$2 cookie=$3 url=$4 before
	shift 4
	before=$(ticks "$pid")
	wrk -t1 -c8 -d"$TIME" -H "Cookie: $cookie" "$@" "$url" >"$T/wrk"
	! grep 'Non-2xx\|Socket errors' "$T/wrk" >&2 || exit 1
	awk '/^Requests.sec:/ { print $2 }' "$T/wrk" >>"$to"
	awk -v ticks=$(($(ticks "$pid") - before)) \
		'/ requests in / { print ticks * 10 / $1 }' "$T/wrk" >>"$to.cpu"
}

# p99 FILE COOKIE URL [OPTION]...: of one who asks, in milliseconds
p99() {
	local to=$1 cookie=$2 url=$3
	shift 3
	wrk -t1 -c1 -d"$TIME" --latency -H "Cookie: $cookie" "$@" "$url" \
		>"$T/wrk"
	! grep 'Non-2xx\|Socket errors' "$T/wrk" >&2 || exit 1
	awk '$1 == "99%" {
		n = $2 + 0
		if ($2 ~ /us$/) n /= 1000
		if ($2 ~ /[0-9]s$/) n *= 1000
		print n
	}' "$T/wrk" >>"$to"
}

COPY=$(curl -sSfL -b "$RECIPIENT" "$URL/copies" | grep -o '/copy/[0-9]*' |
	head -n 1)
# Whoever has the whole of it gets no receipts any more: those are commits.
curl -sSf -b "$RECIPIENT" -o "$T/out" "$URL$COPY/document.opus"
for n in $(seq "$ROUNDS"); do
	now "share: round $n of $ROUNDS"
	rate "$T/part" "$SERVER" "$RECIPIENT" "$URL$COPY/document.opus" -s "$T/parts.lua"
	rate "$T/part.nginx" "$NGINX_PID" x "http://127.0.0.1:$NGINX/document.opus" \
		-s "$T/parts.lua"
	rate "$T/page" "$SERVER" x "$URL/assets/style.css" -H 'Accept-Encoding: gzip'
	rate "$T/page.nginx" "$NGINX_PID" x "http://127.0.0.1:$NGINX/style.css" \
		-H 'Accept-Encoding: gzip'
	rate "$T/copies" "$SERVER" "$RECIPIENT" "$URL$COPY"
done
figure "64 KiB Ranges a second, decrypted, against nginx" \
	"$(median "$T/part")" "$(median "$T/part.nginx")" /s '>=0.25'
figure "  its processor time, which other work disturbs less" \
	"$(median "$T/part.cpu")" "$(median "$T/part.nginx.cpu")" ms -
figure "static pages a second, against nginx" \
	"$(median "$T/page")" "$(median "$T/page.nginx")" /s '>=0.9'
figure "a copy's page, signed in, a second" \
	"$(median "$T/copies")" 0 /s -

now "share: $LISTENERS listen"
RATE=$((SIZE / 600))
"$BIN/listenbench" "$PORT" "$COPY/document.opus" "$RECIPIENT" "$LISTENERS" \
	"$RATE" "$LISTEN" >"$T/heard"
read -r first behind <"$T/heard"
figure "$LISTENERS come at once to listen: the last first byte" "$first" 0 ms -
figure "  anybody's sound behind at worst, against 0.5 s" \
	"$behind" 500 ms '<=1'
kill "$SERVER"
wait "$SERVER" || true

STEPS=5
sqlite3 "$T/store/marac.db" ".read $HERE/million.sql" 2>&1 >"$T/out" |
	while read -r step; do
		case $step in
		[1-$STEPS]) now "share: a store of a million, step $step of $STEPS" ;;
		*) echo "share: $step" >&2 ;;
		esac
	done
session account_id 1001
ALIKE=$COOKIE
session account_id 1002
MIXED=$COOKIE
serve

# Five tries each of two hundred who ask in an emergency (there is no more in an
# hour); every second one for a child who was not born on that day.
TRIES=1000
now "share: $TRIES children to ask for"
db "SELECT replace(p.name, ' ', '+'), c.born_on, count(*) FROM child c
	JOIN person p ON p.id = c.person_id WHERE p.name_folded IN
	(SELECT name_folded FROM person WHERE id > 1000000 AND id % 911 = 5)
	GROUP BY p.name_folded, c.born_on HAVING count(*) = 1
	ORDER BY min(c.id) * 7919 % 1000003 LIMIT $TRIES" | tr '|' ' ' >"$T/whom"
n=0
while read -r name born _; do
	if [ $((n % 5)) -eq 0 ]; then
		session account_id $((1003 + n / 5))
		form=$(printf 'marac form token\0%s' "${COOKIE#*=}" | sha256sum)
	fi
	[ $((n % 2)) -eq 0 ] || born=1999-01-01
	[ "$n" -eq 0 ] || echo next
	cat <<-END
		url = "$URL/children/emergency"
		cookie = "$COOKIE"
		header = "Sec-Fetch-Site: same-origin"
		data = "form=${form%% *}&name=$name&born=$born&reason=Visit"
		output = "$T/out"
		write-out = "%{http_code} %{time_total}\n"
	END
	n=$((n + 1))
done <"$T/whom" >"$T/ask"

for n in $(seq "$ROUNDS"); do
	now "share: a million, round $n of $ROUNDS"
	p99 "$T/file" "$STAFF" "$URL/child/20"
	p99 "$T/found" "$STAFF" "$URL/child/20?q=visit"
	p99 "$T/name" "$STAFF" "$URL/children?q=bala"
	p99 "$T/alike" "$ALIKE" "$URL/children"
	p99 "$T/mixed" "$MIXED" "$URL/children"
done
now "share: $TRIES ask in an emergency"
curl -sS --config "$T/ask" >"$T/asked"
# Half of them get a file, half do not.
awk '{ n[$1]++ } END { exit n[303] != n[403] || n[303] * 2 != '"$TRIES"' }' \
	"$T/asked" || {
	cut -d ' ' -f 1 "$T/asked" | sort | uniq -c >&2
	exit 1
}
awk '{ print $2 * 1000 }' "$T/asked" >"$T/asked.ms"

figure "child's file at 1 M rows, p99, against 10 ms" \
	"$(median "$T/file")" 10 ms '<=1'
figure "  a search in it" "$(median "$T/found")" 10 ms '<=1'
figure "a name among those held at 1 M, p99, against 50 ms" \
	"$(median "$T/name")" 50 ms '<=1'
figure "a thousand files held, names much alike, p99" \
	"$(median "$T/alike")" 50 ms '<=1'
figure "  names of any kind" "$(median "$T/mixed")" 50 ms '<=1'
figure "a child in an emergency among 1 M, p50" \
	"$(quantile 0.50 "$T/asked.ms")" 50 ms -
figure "  p99, against 50 ms" "$(quantile 0.99 "$T/asked.ms")" 50 ms '<=1'
