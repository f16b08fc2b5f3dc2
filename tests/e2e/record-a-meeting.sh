#!/usr/bin/env bash
# Goal: a meeting of three items, recorded from a microphone: every segment
# verifies, holds its own item's tone and no other; attendance, marks and their
# words, a boundary pressed late and a closed session are where they belong.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recording.sh"

tone() { sox -n -r 48000 -b 16 -c 1 -e signed "$T/$1.raw" synth "$2" sine "$3" vol 0.3; }
tone quiet 1.2 30
sox -n -r 48000 -b 16 -c 1 -e signed "$T/quiet.raw" trim 0 1.2
sox -n -r 48000 -b 16 -c 1 -e signed "$T/lead.raw" trim 0 4
tone one 2 700
tone two 2 1300
tone three 2 2100
(cd "$T" && cat lead.raw one.raw quiet.raw two.raw quiet.raw three.raw \
	quiet.raw quiet.raw >all.raw)
microphone "$T/all.raw" off
papers_for 3 1 3
record
BEGAN=$(now_ms)
at() { # milliseconds since the microphone was opened
	left=$((BEGAN + $1 - $(now_ms)))
	if [ $left -gt 0 ]; then
		sleep "$(printf %d.%03d $((left / 1000)) $((left % 1000)))"
	fi
}
begin_meeting 2
at 4500
say mark decision --words "A decision in one"
has "$(cat "$T/said")" "decision in item 1"
at 6600
say next
at 7600
say mark action --words "An action in two" --owner "Housing" --due 2026-12-01
ACTION=$(sed 's/.*entry \([0-9]*\).*/\1/' "$T/said")
say leave 2
say join 3
at 8200
say mark note --words "Taken back"
say undo "$(sed 's/.*entry \([0-9]*\).*/\1/' "$T/said")"
at 9800
say closed
say open
say next
at 11000
# the same again: refused with its reason, and nothing changes
refuses 1 "$BIN/marac-recorder" next 3 --home "$H"
has "$SAID" "item 3 is on already"
refuses 1 "$BIN/marac-recorder" late 3000 --home "$H"
has "$SAID" "at most 0"
at 13000
say end
daemon_ended

journal >"$T/journal"
segments >"$T/segments"
same "entries of kind started" 1 "$(grep -c ' started ' "$T/journal")"
same "entries of kind item" 3 "$(grep -c ' item item=' "$T/journal")"
same "the last entry" ended "$(tail -n 1 "$T/journal" | cut -d' ' -f2)"
same "segments begun and sealed" \
	"$(grep -c segment-begun "$T/journal")" \
	"$(grep -c segment-sealed "$T/journal")"
lacks "$(cat "$T/segments")" "recovered\|broken"
# what is sealed says the same as the journal
while read -r number item status from samples; do
	same "segment $number" complete "$status"
	end=$((${from#from=} + ${samples#samples=}))
	has "$(grep segment-sealed "$T/journal")" \
		"$item person=0 sample=$end value=$number "
done <"$T/segments"

# loud: a tone is there; quiet: 40 dB below is nothing
tones() { "$KIT" tones "$M" "$SECRETS" "$1" 700 1300 2100 | tr '\n' ' '; }
check() { # NUMBER HZ-INDEX...
	# shellcheck disable=SC2046
	set -- "$1" "$2" $(tones "$1")
	for i in 1 2 3; do
		power=$(echo "$@" | cut -d" " -f$((2 + i * 2)))
		if [ "$i" = "$2" ]; then
			[ "${power%.*}" -gt -20 ] ||
				fail "segment $1 lacks its tone: $power dB"
		else
			[ "${power%.*}" -lt -60 ] ||
				fail "segment $1 has tone $i: $power dB"
		fi
	done
}
for item in 1 2 3; do
	number=$(grep "item=$item " "$T/segments" | cut -d' ' -f1 | head -n 1)
	check "$number" $item
done

# words are in sealed event records, by the mark's number, and nowhere else
"$KIT" events "$M" "$SECRETS" >"$T/events"
same "the action's words" \
	"$ACTION {\"words\":\"An action in two\",\"owner\":\"Housing\",\"due\":\"2026-12-01\"}" \
	"$(grep "^$ACTION " "$T/events")"
same "words sealed" 3 "$(grep -c words "$T/events")"
if grep -rqa "An action in two\|A decision in one" "$H" --exclude=papers.json; then
	fail "words lie open in the recorder's folder"
fi

# no second meeting over the first
refuses 1 "$BIN/marac-recorder" run --home "$H" --papers "$T/papers.json" \
	--device room
has "$SAID" "has ended"
refuses 1 "$BIN/marac-recorder" status --home "$H"
