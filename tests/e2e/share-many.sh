#!/usr/bin/env bash
# Goal: without any proxy, two hundred slow drips are gone after ten seconds, and
# a thousand idle connections take 32 MB at most; who asks properly meanwhile is
# answered.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/sharing.sh
. "$(dirname "$0")/sharing.sh"
export AUDIO_SECONDS=60
sharing

# its resident memory in kB
memory() {
	awk '/^VmRSS:/ { print $2 }' "/proc/$SERVER/status"
}
up() {
	grep -q '^up' "$T/$1"
}
# Every thread has asked its store once.
for _ in $(seq 32); do
	status "$URL/copies" >"$T/came"
done

# idle and dripping, each let go by the guard itself
before=$(memory)
background "$BIN/crowd" "${URL##*:}" idle 1000 60 once >"$T/idle"
idle=$LAST
until_true 30 up idle
same "a page meanwhile" 200 "$(status "$URL/sign-in")"
during=$(memory)
echo "1,000 idle: $((during - before)) kB more, $during kB in all"
[ $((during - before)) -le 32768 ] ||
	fail "1,000 idle connections take $((during - before)) kB"
# With sanitizers a program is large by itself.
if ! grep -q __asan_init "$BIN/marac-share"; then
	[ "$during" -le 32768 ] || fail "it takes $during kB in all"
fi
wait "$idle" || fail "not all could connect: $(cat "$T/idle")"

background "$BIN/crowd" "${URL##*:}" drip 200 60 once >"$T/drip"
drip=$LAST
until_true 30 up drip
for _ in 1 2 3 4 5; do
	same "a page meanwhile" 200 "$(status "$URL/sign-in")"
done
wait "$drip" || fail "not all could connect: $(cat "$T/drip")"
for kind in idle drip; do
	has "$(cat "$T/$kind")" '^0 open, '
	after=$(sed -n 's/.*after \([0-9]*\) ms.*/\1/p' "$T/$kind")
	echo "$kind: $(tail -n 1 "$T/$kind")"
	# Ten seconds, half a one for the guard to look, and a busy machine.
	[ "$after" -le 13000 ] || fail "$kind: one was let for $after ms"
done
same "all of them" 200 "$(sed -n 's/.* \([0-9]*\) ended.*/\1/p' "$T/drip")"
finish
