#!/usr/bin/env bash
# Goal: a monitor on this machine is told how the program is, and nobody else:
# /healthz answers, /readyz says what is not ready, /metrics is what somebody
# else's parser of Prometheus text takes, with the numbers that are in the store
# and nothing of a person.  What ran is noted by who ran it, and a machine that is
# trusted no more is counted no more.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/administering.sh
. "$ROOT/tests/e2e/administering.sh"

openssl req -x509 -newkey ed25519 -nodes -days 30 -subj /CN=documents.invalid \
	-keyout "$T/key.pem" -out "$T/cert.pem" 2>/dev/null
# shellcheck disable=SC2034 # administering.sh reads it
ADMIN_CONF="certificate = $T/cert.pem"
admin_store
admin_serve

# value METRIC [LABEL VALUE]: by the parser
cat >"$T/value.py" <<-'END'
	import sys
	from prometheus_client.parser import text_string_to_metric_families
	families = {f.name: f for f in
	    text_string_to_metric_families(open(sys.argv[1]).read())}
	if len(sys.argv) == 2:
	    for f in families.values():
	        assert f.documentation, f.name
	        assert f.type in ('gauge', 'counter'), f.name
	        assert f.samples, f.name
	        print(f.name)
	else:
	    want = dict(zip(sys.argv[3::2], sys.argv[4::2]))
	    for f in families.values():
	        for s in f.samples:
	            if s.name == sys.argv[2] and s.labels == want:
	                print(int(s.value))
END
value() {
	web -f -o "$T/metrics" "$HEALTH/metrics"
	/usr/bin/python3 "$T/value.py" "$T/metrics" "$@"
}

same "it answers" ok "$(web "$HEALTH/healthz")"
same "it is ready" ok "$(web "$HEALTH/readyz")"
for path in / /health /well /sign-in /metrics/ /healthz/; do
	same "$path is not here" 404 "$(web_status "$HEALTH$path")"
done
for path in /healthz /readyz /metrics; do
	same "$path is not there" 404 "$(web_status "$WEB$path")"
	same "$path by POST" 405 "$(web_status -d x=y "$HEALTH$path")"
	same "$path through a proxy" 403 "$(web_status \
		-H 'X-Forwarded-For: 192.0.2.1' "$HEALTH$path")"
done

# Every name is in the manual, and the other way round.
value >"$T/names"
web -f -D "$T/head" -o /dev/null "$HEALTH/metrics"
has "$(cat "$T/head")" '^Content-Type: text/plain; version=0.0.4'
sed 's/^marac_requests$/marac_requests_total/' "$T/names" | sort >"$T/has"
sed -n 's/^\.It Va \(marac_[a-z_]*\).*/\1/p' "$ROOT/share/marac-share.8" |
	sort >"$T/says"
diff "$T/says" "$T/has" || fail "the manual names other metrics"

# The store's own numbers.
web_status "$WEB/sign-in" >"$T/came"
admin_in ada
web_status -b "$T/ada.jar" "$WEB/well" >"$T/came"
same "requests" 1 "$(value marac_requests_total status 303)"
same "signed in" 1 "$(value marac_sessions kind staff)"
same "queued" 0 "$(value marac_messages state queued)"
same "due" 0 "$(value marac_oldest_due_timestamp_seconds)"
same "events" "$(word 'SELECT count FROM audit_head')" \
	"$(value marac_audit_events)"
same "alerts" 0 "$(value marac_alerts)"
ends=$(date -d "$(openssl x509 -noout -enddate -in "$T/cert.pem" |
	cut -d= -f2)" +%s)
same "the certificate" "$ends" \
	"$(value marac_certificate_expiry_timestamp_seconds)"
has "$(admin_words ada /well)" 'Certificate All well'
free=$(df --output=avail -B1 "$S" | tail -n 1)
got=$(value marac_disk_free_bytes)
[ $((got > free ? got - free : free - got)) -lt $((1 << 33)) ] ||
	fail "the disk has $free bytes, not $got"
same "hours of recording" $((got / 6144 / 3600)) \
	"$(($(/usr/bin/python3 "$T/value.py" "$T/metrics" \
		marac_disk_recording_seconds) / 3600))"
same "twice five hours" 36000 "$(value marac_disk_wanted_seconds)"
sqlite3 "$S/marac.db" "INSERT INTO meeting (public_id, ref, type, area,
	planned_at, started_at, ended_at, due_at) VALUES ('x', 'M-1', 'marac',
	'Northshire', 0, 0, 7 * 3600000 + 1, 0)"
same "twice the longest meeting" $((15 * 3600)) \
	"$(value marac_disk_wanted_seconds)"
sqlite3 "$S/marac.db" "UPDATE meeting SET ended_at = 86400000 * 36500"
has "$(admin_words ada /well)" 'Disk Act now'

# What ran: never, then now, by whoever runs it.
ran() {
	value marac_last_run_timestamp_seconds name "$1"
}
has "$(admin_words ada /well)" 'Backup Act now'
for name in backup check escalate deliver; do
	same "$name" 0 "$(ran $name)"
done
before=$(date +%s)
same "backed up" 'Noted.' "$(store backed-up)"
sqlite3 "$S/marac.db" "DELETE FROM meeting"
store check >/dev/null
"$BIN/marac-distributor" escalate --store "$S" >/dev/null 2>&1 || true
background "$BIN/marac-distributor" serve --store "$S" 2>>"$T/serve"
noted() {
	[ "$(ran deliver)" -ge "$before" ]
}
printf '[mail]\nfrom = documents@service.invalid\n' >>"$S/marac.conf"
WORKER=$LAST
until_true 30 noted
kill "$WORKER"
wait "$WORKER" || fail "the distributor ended with $?"
for name in backup check escalate; do
	[ "$(ran $name)" -ge "$before" ] || fail "$name is not noted"
done
same "that went well" "$(ran backup)" \
	"$(value marac_last_success_timestamp_seconds name backup)"
has "$(admin_words ada /well)" 'Backup All well Last: just now'
sqlite3 "$S/marac.db" "UPDATE last_run SET at = at - 97200000,
	well_at = well_at - 97200000 WHERE name = 'backup'"
has "$(admin_words ada /well)" 'Backup Act soon Last: 27 hours ago'

# A machine is trusted, and no more.
key=$("$BIN/marac-recorder" device-key --home "$T/recorder")
store key trust "Room laptop" "$key" >/dev/null
same "trusted" 1 "$(value marac_trusted_devices)"
has "$(admin_words ada /well)" 'Room laptop [0-9A-Za-z ]* Trusted'
store key distrust "$key" >/dev/null
same "no more" 0 "$(value marac_trusted_devices)"
has "$(admin_words ada /well)" 'Room laptop [0-9A-Za-z ]* Ended'
has "$(store key list)" 'Room laptop  no more since'
refuses 1 store key distrust "$key"
has "$SAID" 'no device with that key is trusted'
row "in the audit" 1 "SELECT count(*) FROM audit_event
	WHERE what = 'key.distrusted'"
store key trust "Room laptop" "$key" >/dev/null
same "trusted again" 1 "$(value marac_trusted_devices)"

# No name, address or number of anybody.
value >/dev/null
lacks "$(cat "$T/metrics")" \
	'ada\|cora\|Northshire\|Sample\|Invented\|invalid\|127\.0\|P[0-9]'

# Not ready: which of them, and 503.
mv "$S/keys/share.keystore" "$S/keys/away"
same "without keys" 503 "$(web_status "$HEALTH/readyz")"
has "$(web "$HEALTH/readyz")" '^keys: '
same "it answers all the same" ok "$(web "$HEALTH/healthz")"
mv "$S/keys/away" "$S/keys/share.keystore"
same "ready again" ok "$(web "$HEALTH/readyz")"
sqlite3 "$S/marac.db" "ALTER TABLE last_run RENAME TO gone"
has "$(web "$HEALTH/readyz")" '^store: '
same "no numbers either" 503 "$(web_status "$HEALTH/metrics")"
sqlite3 "$S/marac.db" "ALTER TABLE gone RENAME TO last_run"
admin_finish

# It listens to this machine alone.
sed -i 's/^health = .*/health = 0.0.0.0:0/' "$S/marac.conf"
refuses 1 timeout 30 "$BIN/marac-share" serve --store "$S"
has "$SAID" 'share.health: .*can be reached by other machines'
