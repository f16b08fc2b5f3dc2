#!/usr/bin/env bash
# Goal: every verb, sent again with its key, does nothing and gets its answer;
# also from a recorder that was killed in between.  The status has another
# version after each thing that was done, and the same for everybody while
# nothing was.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recording.sh"

"$KIT" timecode 10 >"$T/code.raw"
microphone "$T/code.raw" on
papers_for 4 1 3
record
tell() { "$KIT" tell "$H/control.sock" "$1"; }
version() { field version; }
: >"$T/done"

# twice VERB FIELDS...: done once, answered twice, seen once
NUMBER=0
twice() {
	NUMBER=$((NUMBER + 1))
	line="{\"verb\":\"$1\",\"key\":\"k$NUMBER\"${2:+,$2}}"
	was=$(version)
	first=$(tell "$line")
	has "$first" "^ok [1-9]"
	entries=$(journal | wc -l)
	now=$(version)
	[ "$now" != "$was" ] || fail "$1: the version stays $was"
	same "$line, again" "$first" "$(tell "$line")"
	# a segment may begin or end meanwhile, and nothing else
	same "the journal after $line" "$entries" \
		"$(journal | head -n "$entries" | wc -l)"
	lacks "$(journal | tail -n +$((entries + 1)))" \
		" \(announced\|statement\|join\|leave\|started\|item\|off-record\|break\|resumed\|closed\|opened\|action\|decision\|risk\|note\|edge\|undone\|ended\) "
	same "the version after $line" "$now" "$(version)"
	printf '%s\t%s\n' "${first#ok }" "$line" >>"$T/done"
}

twice announce
twice statement
twice join '"person":1'
twice join '"person":2'
twice leave '"person":2'
twice undo
twice start
until_true 60 written 24000
twice mark '"mark":"decision"'
twice mark '"mark":"action","words":"Call","owner":"Housing","due":"2026-12-01"'
twice mark '"mark":"risk"'
"$KIT" tell "$H/control.sock" '{"verb":"describe","key":"kd","seq":'"$(field undo)"',"mark":"risk","words":"Wvx"}' >"$T/described"
has "$(cat "$T/described")" "^ok"
same "described again" "$(cat "$T/described")" "$(tell '{"verb":"describe","key":"kd","seq":'"$(field undo)"',"mark":"risk","words":"Wvx"}')"
twice undo
twice mark '"mark":"note"'
twice undo '"seq":'"$(field undo)"
sleep 1.2
twice next
twice late '"seconds":1'
twice next '"item":4'
twice closed
twice open
twice off-record
twice resume
twice break
twice resume
until_true 60 written $(($(field sample) + 24000))

# two commands with one key: the second is not done
same "another verb with a key that was used" "$(tell '{"verb":"closed","key":"k1"}')" \
	"$(tell '{"verb":"announce","key":"k1"}')"
field_is closed false || fail "a used key closed the session"

# where it stands, without clocks, levels and gaps
standing() {
	"$BIN/marac-recorder" status --json --home "$H" | jq -c '[.state,
		.item, .item_since, .closed, .announced, .statement, .marks,
		.undo, .present, .heard]'
}
STOOD=$(standing)
has "$STOOD" '^\["recording",4,'
"$KIT" kill "$RECORDER" >"$T/killed"
{ wait "$RECORDER"; } 2>/dev/null || true
record
until_true 60 written $(($(field sample) + 24000))
same "how it stands, after a restart" "$STOOD" "$(standing)"
before=$(journal | wc -l)
while IFS="$(printf '\t')" read -r answer line; do
	same "$line, after a restart" "ok ${answer%% *} that was done already" \
		"$(tell "$line")"
done <"$T/done"
same "entries in the journal" "$before" "$(journal | wc -l)"
same "verbs sent" 22 "$(wc -l <"$T/done")"
has "$(tell '{"verb":"end","key":"kend"}')" "^ok [1-9]"
daemon_ended
same "entries of kind ended" 1 "$(journal | grep -c ' ended ')"
