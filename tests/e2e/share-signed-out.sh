#!/bin/bash
# Goal: who leaves leaves: a transfer under way is reset within 60 s when its
# session ends, by "Exit this page", by signing out, by disabling the account;
# that of another session goes on.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sharing.sh"
. "$(dirname "$0")/sipping.sh"
sharing
come_in "$TOKEN_OLIVE" "$CODE_OLIVE" "$T/olive"
come_in "$TOKEN_IAN" "$CODE_IAN" "$T/ian"
staff "$T/cora"
open_file "$T/cora" 20
staff "$T/desk" 1
open_file "$T/desk" 20
CHILD=$URL/child/20/audio/1/document.opus

# cut NAME SINCE: reset, and nothing came more than 60 s after
cut_off() {
	sip_ended "$1"
	same "how the transfer of $1 ended" 1 "$SIP_STATUS"
	took=$(($(stat -c %Y "$T/$1.sip") - $2))
	[ $took -le 60 ] || fail "$1 was sent something $took s after"
}

sip olive "$URL$(copy "$T/olive")/document.opus" "$T/olive" 6000
sip cora "$CHILD" "$T/cora" 6000
sip desk "$CHILD" "$T/desk" 6000
sip ian "$URL$(copy "$T/ian")/document.opus" "$T/ian" 6000
same "exit" 303 "$(status -b "$T/olive" -X POST -d '' "$URL/exit")"
LEFT=$(date +%s)
same "signing out" 303 "$(status -b "$T/cora" -H "Origin: $URL" \
	--data-urlencode "form=$(form "$T/cora" /child/20)" "$URL/sign-out")"
cut_off olive "$LEFT"
cut_off cora "$LEFT"
for name in ian desk; do
	kill -0 "${SIPS[$name]}" || fail "the transfer of $name ended too"
done
rows "UPDATE account SET disabled_at = 1"
cut_off desk "$(date +%s)"
kill -0 "${SIPS[ian]}" || fail "the transfer of ian ended too"
sip_stop ian
finish
