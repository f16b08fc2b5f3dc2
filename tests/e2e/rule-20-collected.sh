#!/bin/bash
# Goal: collected is recorded only when authenticated requests have covered the
# whole file; with the note in the child's file and the audit event; once.  A
# mail scanner leaves nothing but a log line.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sharing.sh"
. "$(dirname "$0")/sipping.sh"
sharing
COLLECTED="SELECT collected_at IS NOT NULL FROM copy WHERE id = 2"
EVERYTHING="SELECT (SELECT count(*) FROM audit_event),
	(SELECT count(*) FROM session), (SELECT count(*) FROM copy_coverage),
	(SELECT count(*) FROM file_note), (SELECT count(*) FROM alert),
	(SELECT count(*) FROM copy WHERE opened_at IS NOT NULL)"
N=$BYTES_3

come_in "$TOKEN_OLIVE" "$CODE_OLIVE" "$T/known"
ONE=$(copy "$T/known")
TWO=$(copy "$T/known" 2)
rm "$T/known"
seen=$(wc -l <"$LOG")

# A scanner: link, guesses around it, HEAD; nothing stays.
before=$(rows "$EVERYTHING")
for path in "/d/$TOKEN_OLIVE" "/d/$TOKEN_OLIVE?x=1" /copies "$TWO" \
	"$TWO/document.opus" "$TWO/save/document.opus"; do
	status "$URL$path" >/dev/null
	status -I "$URL$path" >/dev/null
done
same "what a scanner leaves" "$before" "$(rows "$EVERYTHING")"
same "its log lines" 12 "$(tail -n "+$((1 + seen))" "$LOG" |
	grep -c '<6>\(GET\|HEAD\) ')"

come_in "$TOKEN_OLIVE" "$CODE_OLIVE" "$T/jar"
get() {
	web -b "$T/jar" -o /dev/null -r "$1" "$URL$TWO/document.opus"
}
covered() {
	rows "SELECT from_byte, to_byte FROM copy_coverage WHERE copy_id = 2
		ORDER BY 1" | tr '\n' ' '
}

covered_is() {
	[ "$(covered)" = "$1" ]
}
collected() {
	[ "$(rows "$COLLECTED")" = 1 ]
}

status -I -b "$T/jar" "$URL$TWO/document.opus" >/dev/null
same "HEAD covers" "" "$(covered)"
same "opened by audio alone" 0 \
	"$(rows "SELECT opened_at IS NOT NULL FROM copy WHERE id = 2")"
same "opened" 200 "$(status -b "$T/jar" "$URL$TWO")"
same "opened by its page" 1 \
	"$(rows "SELECT opened_at IS NOT NULL FROM copy WHERE id = 2")"

get 1000-1999
until_true 60 covered_is '1000|2000 '
get 3000-3999
until_true 60 covered_is "1000|2000 3000|4000 "
get 1500-3499
until_true 60 covered_is "1000|4000 "
get 0-999
until_true 60 covered_is "0|4000 "
get "4001-"
until_true 60 covered_is "0|4000 4001|$N "
same "collected with one byte missing" 0 "$(rows "$COLLECTED")"
get 4000-4000
until_true 60 collected
same "the note" 1 "$(rows "SELECT count(*) FROM file_note
	WHERE copy_id = 2 AND kind = 'copy collected' AND child_id = 40")"
same "the audit" "recipient:1|copy:2" "$(rows "SELECT who, which
	FROM audit_event WHERE what = 'copy.collected'")"
same "the other copy" 0 \
	"$(rows "SELECT count(*) FROM copy WHERE id <> 2 AND collected_at > 0")"

# Fetching it again is no second receipt, and hearing it is audited once.
when=$(rows "SELECT collected_at FROM copy WHERE id = 2")
get 0-
same "the receipt" "$when" "$(rows "SELECT collected_at FROM copy WHERE id = 2")"
same "heard" 1 "$(rows "SELECT count(*) FROM audit_event
	WHERE what = 'copy.heard' AND which = 'copy:2'")"

# A transfer that breaks off covers no more than its client has, however much of
# it the system would hold: this one stops 96 KiB before the end.
stop=$((BYTES_1 - 96 * 1024))
all_came() {
	[ "$(stat -c %s "$T/most.sip")" = $stop ]
}
sip most "$URL$ONE/document.opus" "$T/jar" 640000 $stop
until_true 60 all_came
sip_stop most
until_true 60 grep -q 'copy audio 200 .* broken off' "$LOG"
sure=$(rows "SELECT coalesce(max(to_byte), 0) FROM copy_coverage
	WHERE copy_id = 1")
if [ "$sure" -eq 0 ] || [ "$sure" -gt $stop ]; then
	fail "$sure bytes covered, of $stop that were taken"
fi
same "collected after breaking off" 0 \
	"$(rows "SELECT collected_at IS NOT NULL FROM copy WHERE id = 1")"

# Without an audit there is no byte: 503.
come_in "$TOKEN_IAN" "$CODE_IAN" "$T/ian"
ONE=$(copy "$T/ian")
rows "CREATE TRIGGER full BEFORE INSERT ON audit_event
	BEGIN SELECT raise(ABORT, 'full'); END"
same "when nothing can be audited" 503 "$(web -b "$T/ian" -o "$T/got" \
	-w '%{http_code}' "$URL$ONE/document.opus")"
lacks "$(head -c 4 "$T/got")" OggS
finish
