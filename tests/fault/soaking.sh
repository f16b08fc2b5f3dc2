# shellcheck shell=bash
# soaking -- what a recorder costs while it records.  Sourced behind lib.sh;
# brings recording.sh.
#
# With sanitizers memory and speed say nothing; then a release build is taken
# if there is one beside (./run test makes both).

sanitized() { grep -q __asan_init "$BIN/marac-recorder"; }
if sanitized && [ -x "$ROOT/build/release/bin/soakpace" ]; then
	BIN=$ROOT/build/release/bin
fi
# shellcheck source=tests/e2e/recording.sh
. "$ROOT/tests/e2e/recording.sh"

both() { # FILE: of the keeper's and its capture process's folder in /proc
	for pid in "$RECORDER" $(pgrep -P "$RECORDER"); do
		cat "/proc/$pid/$1"
	done 2>/dev/null
}

# resident: kB
resident() {
	both status | awk '$1 == "VmRSS:" { sum += $2 } END { print sum + 0 }'
}

# spent: ms of processor time
spent() {
	both stat | sed 's/.*) //' |
		awk -v hz="$(getconf CLK_TCK)" '
			{ sum += $12 + $13 }
			END { printf "%d\n", sum * 1000 / hz }'
}

# memory_flat: $T/rss, a "resident" a line, is within the limit, and in its
# last tenth at most 1 MB more than in its second
memory_flat() {
	awk -v rows="$(wc -l <"$T/rss")" '
		{ kb = $1 + 0 }
		NR > rows / 10 && NR <= rows / 5 + 1 { if (kb > early) early = kb }
		NR > rows * 9 / 10 { if (kb > late) late = kb }
		{ if (kb > most) most = kb }
		END { print early + 0, late + 0, most + 0 }' "$T/rss" \
		>"$T/memory"
	read -r early late most <"$T/memory"
	echo "resident: $early kB early, $late kB late, $most kB at most"
	if sanitized; then
		echo "with sanitizers: memory is not judged"
		return
	fi
	[ "$most" -gt 0 ] || fail "memory was not measured"
	[ "$most" -le 32768 ] || fail "$most kB are resident"
	[ "$late" -le $((early + 1024)) ] ||
		fail "memory grew from $early kB to $late kB"
}
