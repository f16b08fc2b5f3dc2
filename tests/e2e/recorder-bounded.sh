#!/usr/bin/env bash
# Goal: a trusted recorder, stolen or broken, cannot fill the store's disk.  What
# it brings is bounded by device, by all devices and by what must stay free, and
# counted with what is on its way; whoever pushes is told which and that nothing
# is lost; another recorder cannot add to a meeting that one brings.  Below the
# bounds all of it comes and is attached.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"
# shellcheck source=tests/e2e/proxy.sh
. "$ROOT/tests/e2e/proxy.sh"

R=$BIN/marac-recorder
accept_store
cp "$S/marac.conf" "$T/conf"
sox -R -n -r 48000 -b 16 -c 1 "$T/meeting.wav" synth 300 pinknoise vol 0.2
cat >"$T/marks.csv" <<-END
	at,kind,item,person,words,owner,due
	0:00:00,announce,,,,,
	0:00:00,join,,1,,,
	0:00:00,item,1,,,,
	0:01:40,item,2,,,,
	0:03:20,item,3,,,,
	0:05:00,end,,,,,
END
accept_import M-1 "$T/meeting.wav" "$T/marks.csv"
store papers M-1 --publish --out "$T/published.json" >/dev/null
there=()

# limits LINE...: share anew, with these lines in [share]
limits() {
	if [ -n "${SERVER:-}" ]; then
		kill "$SERVER"
		wait "$SERVER" || fail "the server's end"
	fi
	{
		cat "$T/conf"
		printf '%s\n' "$@"
	} >"$S/marac.conf"
	accept_serve
	if [ ${#there[@]} -eq 0 ]; then
		proxy_start "$T/proxy" "$WEB_PORT"
		there=(--server "$HTTPS" --ca "$HTTPS_CA")
	fi
}
refused() { # PATTERN [HOME]
	refuses 1 "$R" push "$FOLDER" "${there[@]}" --home "${2:-$HOME_}"
	has "$SAID" "$1"
	lacks "$SAID" "$T/store"
}
kilobytes() {
	du -sk --apparent-size "$S/incoming" | cut -f 1
}

limits 'device_mb = 1'
refused 'has brought [01] MB that are not attached yet, .*Nothing is lost'
[ "$(kilobytes)" -le 1000 ] || fail "more than a megabyte came: $(kilobytes)"
[ "$(kilobytes)" -ge 600 ] || fail "less than fits came: $(kilobytes)"
refused 'has brought'
limits 'incoming_mb = 1'
refused 'Too much waits on the other machine to be attached. Nothing is lost'
limits 'reserve_mb = 1000000'
refused 'disk of the other machine is nearly full. Nothing is lost'
[ "$(kilobytes)" -le 1000 ] || fail "more came"

# Another recorder that is trusted, too.
limits
store key trust "Another recorder" "$("$R" device-key --home "$T/second")" \
	>/dev/null
refused 'Another recorder brings this meeting already' "$T/second"

background "$BIN/marac-distributor" --store "$S" serve 2>>"$LOGS/serve"
has "$("$R" push "$FOLDER" "${there[@]}" --home "$HOME_")" \
	'All of it is there, and attached'
row "attached" 3 'SELECT count(*) FROM segment'
gone() {
	[ -z "$(ls -A "$S/incoming")" ]
}
until_true 20 gone
