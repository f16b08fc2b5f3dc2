#!/usr/bin/env bash
# Goal: bad input says what and where, and changes nothing.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recording.sh"

R=$BIN/marac-recorder
"$KIT" timecode 10 >"$T/code.raw"
microphone "$T/code.raw" on

# no key yet: what to do
"$KIT" papers 2 1 2 "$T/papers.json" "$SECRETS"
refuses 1 "$R" run --home "$H" --papers "$T/papers.json" --device room
has "$SAID" "device-key"
rm "$T/papers.json"
papers_for 2 1 2

# an unknown device lists those there are
refuses 1 "$R" run --home "$H" --papers "$T/papers.json" --device nosuch
has "$SAID" 'no microphone is called "nosuch"'
has "$SAID" '"room"'
# papers that are none
refuses 1 "$R" run --home "$H" --papers "$T/nosuch.json" --device room
has "$SAID" nosuch.json
head -c 300 "$T/papers.json" >"$T/torn.json"
refuses 1 "$R" run --home "$H" --papers "$T/torn.json" --device room
has "$SAID" torn.json
refuses 1 "$R" run --home "$H"
has "$SAID" "--papers"
# an ambiguous name
sed 's/pcm.default.*/pcm.room2 { type null\n hint { show on } }\npcm.default { type null }/' \
	"$ALSA_CONFIG_PATH" >"$T/two.conf"
ALSA_CONFIG_PATH=$T/two.conf refuses 1 "$R" run --home "$H" \
	--papers "$T/papers.json" --device oom
has "$SAID" "2 microphones match"

# nobody listens
refuses 1 "$R" status --home "$H"
has "$SAID" "no recorder runs here"
# calls that are none
refuses 2 "$R" dance
refuses 2 "$R" join --home "$H"
refuses 1 "$R" join zero --home "$H"
refuses 1 "$R" mark joy --home "$H"

# a try with other papers, before anything happened, binds nobody
sed 's/A meeting of nobody/Another title/' "$T/papers.json" >"$T/other.json"
refuses 1 "$R" run --home "$H" --papers "$T/other.json" --device nosuch
cmp "$T/other.json" "$M/papers.json"
record
cmp "$T/papers.json" "$M/papers.json"
# a second daemon on the same home
refuses 1 "$R" run --home "$H" --papers "$T/papers.json" --device room
has "$SAID" "running on .* already"
until_true 60 say status

refuses 1 "$R" end --home "$H"
has "$SAID" 'say "start" first'
refuses 1 "$R" start --home "$H"
has "$SAID" "announce"
say announce
refuses 1 "$R" start --home "$H"
has "$SAID" "nobody joined"
refuses 1 "$R" join 9 --home "$H"
has "$SAID" "no person 9"
same "entries in the journal" 1 "$(journal | wc -l)"
find "$M" -name '*.seg' | grep -q . && fail "something was recorded"
say join 1
say start
refuses 1 "$R" mark action --words "no owner" --home "$H"
has "$SAID" "owner agency"
refuses 1 "$R" mark action --words w --owner o --due 2026-02-30 --home "$H"
has "$SAID" "due"
say off-record
refuses 1 "$R" mark note --words "secret" --home "$H"
has "$SAID" "off the record"
say end
daemon_ended
lacks "$("$KIT" events "$M" "$SECRETS")" secret

# other papers for a meeting that was begun
refuses 1 "$R" run --home "$H" --papers "$T/other.json" --device room
has "$SAID" "other papers; go on with those: --papers $M/papers.json"
cmp "$T/papers.json" "$M/papers.json"
