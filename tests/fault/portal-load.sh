#!/usr/bin/env bash
# Goal: with 10,000 idle connections and 6,000 that drip a header inside TLS,
# each opened again as soon as it is ended, whoever asks properly through the
# examples' proxies (share/haproxy.cfg, share/nginx.conf) is answered: p99 at most
# 500 ms, no error, share at most 256 MB resident.  A tenth of them in every run.

. "$(dirname "$0")/../e2e/lib.sh"
# shellcheck source=tests/e2e/sharing.sh
. "$ROOT/tests/e2e/sharing.sh"
# shellcheck source=tests/e2e/postfix.sh
. "$ROOT/tests/e2e/postfix.sh"
# shellcheck source=tests/e2e/proxy.sh
. "$ROOT/tests/e2e/proxy.sh"
chmod 755 "$T"
IDLE=1000 DRIPS=600 SECONDS_=6
if [ "${MARAC_LONG:-0}" = 1 ]; then
	IDLE=10000 DRIPS=6000 SECONDS_=30
fi
# 16,000 connections have two ends, and one program holds only one of them.
[ "$(ulimit -Hn)" -ge $((IDLE + DRIPS + 1000)) ] ||
	fail "this machine gives a program only $(ulimit -Hn) files"
ulimit -n "$(ulimit -Hn)"
export AUDIO_SECONDS=60
sharing

# memory PID: of it and its children, in MB
memory() {
	for pid in "$1" $(pgrep -P "$1"); do
		cat "/proc/$pid/status"
	done | awk '/^VmRSS:/ { n += $2 } END { print int(n / 1024) }'
}
up() {
	grep -q '^up' "$T/$1"
}

load() { # NAME START
	"$2" "$T/$1" "${URL##*:}"
	# They would be elsewhere, and take nothing of this machine.
	background nice -n 10 "$BIN/crowd" "$HTTPS_PORT" idle "$IDLE" $((SECONDS_ + 30)) \
		>"$T/idle"
	idle=$LAST
	background nice -n 10 "$BIN/crowd" "$HTTPS_PORT" tls "$DRIPS" $((SECONDS_ + 30)) \
		>"$T/drip"
	drip=$LAST
	until_true 60 up idle
	until_true 60 up drip
	node "$ROOT/tests/fault/asking.mjs" "$HTTPS" "$HTTPS_CA" "$SECONDS_" 500 \
		>"$T/asked" || fail "$1: $(cat "$T/asked")"
	kill -0 "$idle" || fail "the idle ones have gone"
	kill -0 "$drip" || fail "the dripping ones have gone"
	share=$(memory "$SERVER")
	echo "$1: $IDLE idle, $DRIPS dripping: $(cat "$T/asked")," \
		"share $share MB, $1 $(memory "$PROXY") MB"
	[ "$share" -le 256 ] || fail "share takes $share MB behind $1"
	for one in "$idle" "$drip" "$PROXY"; do
		kill "$one"
		wait "$one" || true
	done
}
load haproxy proxy_start
load nginx proxy_nginx
finish
