#!/usr/bin/env bash
# Goal: names of microphones, items, people and folders of any length and with
# any bytes: everybody who asks is answered.  A name is cut between letters; what
# is no letter is shown as "?"; an answer that cannot be shown is an error.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recording.sh"

"$KIT" timecode 10 >"$T/code.raw"
o=$(printf '\303\270')
fill() { printf "%$1s" "" | sed "s/ /$2/g"; }

# a letter of two bytes where the alarm cuts a name, and one that is none
LONG=$(fill 59 a)$o$(fill 20 b)
ODD=$(printf 'R\370de')
microphone "$T/code.raw" on
another "\"$LONG\"" "$T/code.raw" on
another "\"$ODD\"" "$T/code.raw" on
sed -i 's/control ".*control.".*/control "'"${CONTROL//\//\\/}"'.long"/' "$ALSA_CONFIG_PATH"

# talk VERB...: as the keeper is asked; it must be answered
talk() { timeout 20 "$BIN/marac-recorder" "$@" --home "$H" >"$T/said" 2>&1; }

papers_for 2 0 1
sed -i -E "s/(\"(label|name)\": *\")[^\"]*/\\1x$(fill 100 "$o")/" \
	"$T/papers.json"
background "$BIN/marac-recorder" run --home "$H" --papers "$T/papers.json" \
	--device room --device "$LONG" --device "$ODD" 2>>"$T/log"
export RECORDER=$LAST
until_true 60 talk status
has "$(field device)" "R?de"
talk announce || fail "announce: $(cat "$T/said")"
talk join 1 || fail "join: $(cat "$T/said")"
talk start || fail "start: $(cat "$T/said")"
has "$(cat "$T/said")" "recording item 1, x$o"
until_true 60 written 60000
echo unplug >"$CONTROL.long"
until_true 60 alarmed
has "$(field alarm)" "\"$(fill 59 a)\" is missing"
talk mark note || fail "mark: $(cat "$T/said")"
talk next || fail "next: $(cat "$T/said")"
talk end || fail "end: $(cat "$T/said")"
daemon_ended

# "end" says where the folder is
home_at "$T/$ODD"
rm "$T/papers.json"
papers_for 2 0 1
record
begin_meeting 1
until_true 60 written 60000
refuses 1 timeout 20 "$BIN/marac-recorder" end --home "$H"
has "$SAID" "the answer cannot be shown"
has "$(journal | tail -n 1)" " ended "
daemon_ended
