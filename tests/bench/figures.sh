# shellcheck shell=bash
# figures -- what every bench stands on: a temporary folder, progress, times
# of commands, lines of results.  Sourced, not run.

set -eu
T=$(mktemp -d "${TMPDIR:-/tmp}/marac-bench.XXXXXX")
export T
trap 'rm -rf "$T"' EXIT
trap 'exit 130' INT TERM

# now WORDS: what is going on, on a terminal only
now() {
	if [ -t 2 ]; then
		printf '\r\033[K%s' "$*" >&2
	fi
}

# cpu FILE COMMAND...: add its user + system seconds to FILE, a line a run
cpu() {
	local to=$1 TIMEFORMAT='%U %S'
	shift
	{ time "$@" >"$T/out" 2>"$T/err"; } 2>"$T/time" || {
		cat "$T/err" >&2
		exit 1
	}
	awk '{ printf "%.3f\n", $1 + $2 }' "$T/time" >>"$to"
}

# wall FILE COMMAND...: the same of the seconds it took; its CPU to FILE.cpu
wall() {
	local to=$1 TIMEFORMAT='%R %U %S'
	shift
	{ time "$@" >"$T/out" 2>"$T/err"; } 2>"$T/time" || {
		cat "$T/err" >&2
		exit 1
	}
	awk '{ print $1 }' "$T/time" >>"$to"
	awk '{ print $2 + $3 }' "$T/time" >>"$to.cpu"
}

median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
# quantile Q FILE: Q (0.99) of its numbers are at most that
quantile() {
	sort -n "$2" | awk -v q="$1" '{ v[NR] = $1 }
		END { n = NR * q; i = int(n); print v[i < n ? i + 1 : i] }'
}
least() { sort -n "$1" | head -n 1; }

# figure WHAT OURS THEIRS UNIT TARGET: TARGET is <=RATIO, >=RATIO or -
figure() {
	now ''
	awk -v what="$1" -v ours="$2" -v theirs="$3" -v unit="$4" -v target="$5" '
	BEGIN {
		ratio = theirs > 0 ? ours / theirs : 0
		reach = substr(target, 3) + 0
		verdict = "ok"
		if (target ~ /^<=/ && ratio > reach) verdict = "short"
		if (target ~ /^>=/ && ratio < reach) verdict = "short"
		if (target == "-") verdict = ""
		printf "%-46s %8.2f %-2s %8.2f %-2s %6.2fx %8s %s\n", what,
			ours, unit, theirs, unit, ratio, target, verdict
	}'
}

# limit WHAT OURS MOST UNIT: ours is MOST at the most, and nobody else's is known
limit() {
	now ''
	awk -v what="$1" -v ours="$2" -v most="$3" -v unit="$4" 'BEGIN {
		printf "%-46s %8.2f %-2s %11s %7s %8s %s\n", what, ours, unit,
			"-", "-", "<=" most " " unit,
			(ours > most ? "short" : "ok")
	}'
}
