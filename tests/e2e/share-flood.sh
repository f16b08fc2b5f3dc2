#!/bin/bash
# Goal: whoever has used up their tries cannot keep others from signing in, nor
# get new tries by naming another address themselves: what the proxy says last
# counts, and an IPv6 network is one neighbour.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sharing.sh"
sharing 60

# wrong LINK ADDRESS...: a wrong code for a link that never was; the status.
wrong() {
	link=$1
	shift
	for from in "$@"; do
		set -- "$@" -H "X-Forwarded-For: $from"
		shift
	done
	status "$@" -d code=2222-2222-2222 "$URL/d/N$link"
}

# at_once COUNT ADDRESS...: as many tries side by side; their statuses in OUT.
at_once() {
	count=$1
	shift
	pids=
	for n in $(seq "$count"); do
		wrong "$n" "$@" >"$T/try.$n" &
		pids="$pids $!"
	done
	for pid in $pids; do
		wait "$pid"
	done
	OUT=
	for n in $(seq "$count"); do
		OUT="$OUT $(cat "$T/try.$n")"
	done
}

# Thirty tries, and one comes back every two seconds, which a slow machine may
# need to ask at all: of 24 at once some must wait still, where nobody new would.
at_once 60 192.0.2.1
has "$OUT" 429
at_once 24 192.0.2.99 192.0.2.1
has "its own word, the proxy's behind it: $OUT" 429
same "the proxy's word for another" 403 "$(wrong b 192.0.2.1 192.0.2.98)"

at_once 60 2001:db8::1
has "$OUT" 429
at_once 24 2001:db8::2:1
has "another host of its network: $OUT" 429
same "another network" 403 "$(wrong d 2001:db8:0:1::1)"

# 90 at once, more than the queue holds: each is told to wait, and none takes
# the place of somebody else, who comes in meanwhile.
at_once 90 192.0.2.1 >"$T/flood" &
flood=$!
same "somebody else" 303 "$(status -H 'X-Forwarded-For: 192.0.2.7' \
	-d "code=$CODE_OLIVE" "$URL/d/$TOKEN_OLIVE")"
wait "$flood"
same "answers for want of room" 0 "$(grep -c 503 "$T"/try.* | grep -vc ':0$')"
[ "$(grep -l 429 "$T"/try.* | wc -l)" -ge 45 ] || fail "told to wait: too few"
finish
