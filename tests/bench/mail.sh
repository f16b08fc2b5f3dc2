#!/usr/bin/env bash
# What the outbox costs: mails with every state committed before and after,
# entitlement and route asked for each, against bare libcurl multi with no
# database; both over the same number of connections to the same smtp-sink, which
# stunnel gives its TLS.  And how soon a sender that starts with a full outbox has
# leased its first mails.
#
#	ROUNDS (3), MAILS (2000), QUEUED (100000)
. "$(dirname "$0")/figures.sh"
ROOT=$(cd "$HERE/../.." && pwd)
# shellcheck source=tests/e2e/postfix.sh
. "$ROOT/tests/e2e/postfix.sh"

ROUNDS=${ROUNDS:-3}
MAILS=${MAILS:-2000}
QUEUED=${QUEUED:-100000}
PIDS=
finish() {
	for pid in $PIDS; do
		kill "$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	done
	rm -rf "$T"
}
trap finish EXIT

db() {
	sqlite3 -cmd '.timeout 20000' "$T/store/marac.db" "$1"
}
listening() {
	(exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# sink NAME OPTION...: an smtp-sink behind stunnel; RELAY is its address
sink() {
	local name=$1 plain safe
	shift
	plain=$(postfix_free_port)
	smtp-sink -u nobody "$@" "127.0.0.1:$plain" 200 &
	PIDS="$PIDS $!"
	safe=$(postfix_free_port)
	cat >"$T/$name.conf" <<-END
		foreground = yes
		pid =
		debug = warning
		[smtps]
		accept = 127.0.0.1:$safe
		connect = 127.0.0.1:$plain
		cert = $T/tls/server.pem
	END
	until listening "$plain"; do sleep 0.05; done
	stunnel "$T/$name.conf" 2>"$T/$name.log" &
	PIDS="$PIDS $!"
	until listening "$safe"; do sleep 0.05; done
	RELAY=smtps://localhost:$safe
	cat >"$T/store/marac.conf" <<-END
		[mail]
		relay = $RELAY
		from = documents@service.example
		helo = client.service.example
		ca_file = $T/tls/ca.pem
		connections = 16
		[share]
		base_url = https://documents.service.example
	END
}

queue() {
	rm -rf "$T/store"
	"$BIN/postseed" "$T/store"
	"$BIN/marac-distributor" release M-1 --by ian --store "$T/store" >"$T/out"
	printf '[mail]\nfrom = documents@service.example\n' >"$T/store/marac.conf"
	"$BIN/queueseed" "$T/store" "$1"
}

postfix_certificate "$T/tls"
now "mail: writing $MAILS mails"
queue "$MAILS"
sink fast
for n in $(seq "$ROUNDS"); do
	now "mail: round $n of $ROUNDS"
	db "UPDATE message SET state = 'queued', next_at = 0, attempts = 0;
		UPDATE delivery SET met_at = NULL"
	wall "$T/ours" "$BIN/marac-distributor" deliver --store "$T/store"
	grep -q "^$MAILS accepted" "$T/out" || {
		cat "$T/out" "$T/err" >&2
		exit 1
	}
	wall "$T/bare" "$BIN/mailbench" "$RELAY/client.service.example" \
		"$T/tls/ca.pem" "$MAILS" 16 1100
done
rate() {
	awk -v n="$MAILS" -v s="$(median "$1")" 'BEGIN { print n / s }'
}
figure "mails a second, against libcurl multi" "$(rate "$T/ours")" \
	"$(rate "$T/bare")" '/s' '>=0.4'

# The sink answers no dot for a minute: what is leased stays so.
now "mail: writing $QUEUED mails"
queue "$QUEUED"
sink slow -W '.:60'
leased() {
	[ "$(db "SELECT count(*) FROM message WHERE state = 'sending'")" -gt 0 ]
}
for n in $(seq "$ROUNDS"); do
	now "mail: start $n of $ROUNDS"
	begun=$(date +%s%N)
	"$BIN/marac-distributor" serve --store "$T/store" 2>"$T/err" &
	serve=$!
	PIDS="$PIDS $serve"
	until leased; do sleep 0.02; done
	echo $((($(date +%s%N) - begun) / 1000000)) |
		awk '{ print $1 / 1000 }' >>"$T/start"
	kill -KILL "$serve"
	wait "$serve" 2>/dev/null || true
	# none is lost: those on their way are open, the others wait
	[ "$(db "SELECT count(*) FROM message
		WHERE state IN ('queued', 'sending')")" = "$QUEUED" ] || {
		echo 'mails are missing after a restart' >&2
		exit 1
	}
	db "UPDATE message SET state = 'queued', leased_until = 0, attempts = 0
		WHERE state = 'sending'"
done
limit "start with $QUEUED mails queued, first leased" \
	"$(median "$T/start")" 2 's'
