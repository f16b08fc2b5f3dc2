#!/bin/bash
# Goal: a request that drips in, a byte a second, is ended after 10 s; those who
# ask properly meanwhile are answered.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sharing.sh"
sharing
port=${URL##*:}

# drip HEAD: 30 bytes, one a second; prints how long it was let.
drip() {
	from=$(date +%s)
	exec 8<>/dev/tcp/127.0.0.1/"$port"
	printf '%b' "$1" >&8
	n=0
	while [ $n -lt 30 ] && printf x >&8 2>/dev/null; do
		# An end shows as end of file within a second.
		if IFS= read -r -t 1 -N 1 _ <&8; then break; else got=$?; fi
		[ "$got" -gt 128 ] || break
		n=$((n + 1))
	done
	exec 8>&-
	echo $(($(date +%s) - from))
}
drip 'GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ' >"$T/header" &
drip 'POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\n' \
	>"$T/body" &
for _ in 1 2 3 4 5; do
	same "a page meanwhile" 200 "$(status "$URL/sign-in")"
done
until_true 60 test -s "$T/body"
until_true 60 test -s "$T/header"
for kind in header body; do
	took=$(cat "$T/$kind")
	if [ "$took" -lt 8 ] || [ "$took" -gt 25 ]; then
		fail "a dripping $kind was let for $took s"
	fi
done
finish
