#!/usr/bin/env bash
# The recorder is killed in the K-th write it makes, for every K of a short
# meeting (a sample of them unless MARAC_LONG=1): the journal is whole, every
# command that was answered is in it exactly once, every segment reads, and the
# meeting goes on to its end.

. "$(dirname "$0")/../e2e/lib.sh"
. "$(dirname "$0")/../e2e/recording.sh"

writes="1 2 3 4 6 9 13 18"
[ "${MARAC_LONG:-0}" = 1 ] && writes=$(seq 60)

"$KIT" timecode 10 >"$T/code.raw"
microphone "$T/code.raw" on

up() {
	background "$@" "$BIN/marac-recorder" run --home "$H" \
		--papers "$T/papers.json" --device room 2>>"$T/log"
	DAEMON=$LAST
	until_true 60 alive_or_gone
}
gone() { ! kill -0 "$DAEMON" 2>/dev/null; }
alive_or_gone() { gone || say status; }

# try VERB KIND: say it; when it was answered, KIND must be in the journal
try() {
	if say "$1" 2>/dev/null; then
		echo "$2" >>"$T/answered"
		return 0
	fi
	return 1
}

survived=0
died=0
for k in $writes; do
	rm -rf "$H" "$T/papers.json" "$T/answered"
	papers_for 2 0 1
	up env
	say announce
	say join 1
	kill "$DAEMON"
	wait "$DAEMON" || fail "stopped with $?"
	: >"$T/answered"

	up strace -f -qq -o /dev/null -e trace=pwrite64 \
		-e "inject=pwrite64:signal=KILL:when=$k"
	for step in start:started next:item=2 off-record:off-record \
		resume:resumed; do
		try "${step%%:*}" "${step#*:}" || break
		if [ "${step%%:*}" != off-record ]; then
			sleep 0.7
		fi
	done
	if gone; then
		died=$((died + 1))
		wait "$DAEMON" 2>/dev/null || true
	else
		survived=$((survived + 1))
		# the write may come at this very moment
		pkill -KILL -P "$DAEMON" || true
		wait "$DAEMON" 2>/dev/null || true
	fi

	up env
	case $(field state) in
	ready)
		lacks "$(cat "$T/answered")" started
		say start
		;;
	off-record) say resume ;;
	recording) ;;
	*) fail "write $k: state $(field state)" ;;
	esac
	until_true 60 written $(($(field sample) + 30000))
	say end
	daemon_is "$DAEMON"
	daemon_ended

	journal >"$T/journal" || fail "write $k: the journal does not read"
	segments >"$T/segments" || fail "write $k: a segment does not read"
	lacks "$(cat "$T/segments")" broken
	same "write $k: started" 1 "$(grep -c ' started ' "$T/journal")"
	while read -r kind; do
		case $kind in
		item=2) found=$(grep -c ' item item=2 ' "$T/journal") ;;
		*) found=$(grep -c " $kind " "$T/journal") ;;
		esac
		[ "$found" -ge 1 ] || fail "write $k: $kind was answered and is lost"
	done <"$T/answered"
done
echo "$died kills in a write, $survived behind the last: all read, nothing answered is lost"
[ $died -gt 0 ] || fail "no write was hit: this test sees nothing"
