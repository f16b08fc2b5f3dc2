# shellcheck shell=bash
# lib -- what every e2e test stands on: a temporary folder, a clean end,
# checks that say what they saw.  Sourced, not run.
#
#	. "$(dirname "$0")/lib.sh"
#
# BIN is the folder of the programs under test; T the test's own folder, gone
# at the end (kept, and named, after a failure when KEEP=1).

set -eu
: "${BIN:?BIN is the folder with marac-store and the others}"
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
DATA=$ROOT/tests/data
T=$(mktemp -d "${TMPDIR:-/tmp}/marac-test.XXXXXX")
PIDS=
HOOKS=
CHECKS=
export BIN ROOT DATA T
export LSAN_OPTIONS="suppressions=$ROOT/tests/leaks.txt:print_suppressions=0"

# sqlite3: it waits for whoever writes just now, as the programs do
sqlite3() {
	command sqlite3 -cmd '.timeout 20000' "$@"
}

# at_last COMMAND: run it at the end too, before the processes are ended.
at_last() {
	HOOKS="$HOOKS $1"
}

# at_success COMMAND: what must hold at the end of a test that has come through;
# it fails the test by `fail`.
at_success() {
	CHECKS="$CHECKS $1"
}

at_end() {
	status=$?
	if [ $status -eq 0 ]; then
		for check in $CHECKS; do
			("$check") || status=1
		done
	fi
	for hook in $HOOKS; do
		"$hook" || true
	done
	for pid in $PIDS; do
		kill "$pid" 2>/dev/null || true
	done
	for pid in $PIDS; do
		if ! must_end "$pid" 60; then
			kill -KILL "$pid"
			status=1
		fi
	done
	if [ "${KEEP:-0}" = 1 ] && [ $status -ne 0 ]; then
		echo "kept: $T" >&2
	else
		rm -rf "$T"
	fi
	exit $status
}
trap at_end EXIT
trap 'exit 130' INT TERM

# must_end PID SECONDS: wait for the end of what was started here; what outlives that
# is said, with where its threads are.
must_end() {
	tries=$(($2 * 20))
	while kill -0 "$1" 2>/dev/null; do
		tries=$((tries - 1))
		if [ $tries -lt 0 ]; then
			echo "FAIL: still there after $2 s: $(ps -o args= -p "$1")" >&2
			for task in "/proc/$1/task"/*; do
				echo "$(cat "$task/comm") $(cat "$task/wchan")" \
					"$(cat "$task/syscall")" >&2
			done
			return 1
		fi
		sleep 0.05
	done
	return 0
}

# background COMMAND...: start it, remember its pid in LAST and for the end.
background() {
	"$@" &
	LAST=$!
	PIDS="$PIDS $LAST"
}

fail() {
	echo "FAIL: $*" >&2
	exit 1
}

# same WHAT EXPECTED GOT
same() {
	[ "$2" = "$3" ] || fail "$1: expected '$2', got '$3'"
}

# has TEXT PATTERN: a basic regular expression is in TEXT
has() {
	printf '%s\n' "$1" | grep -q -- "$2" || fail "no '$2' in: $1"
}

# lacks TEXT PATTERN
lacks() {
	! printf '%s\n' "$1" | grep -q -- "$2" || fail "'$2' is in: $1"
}

# refuses STATUS COMMAND...: it must exit with STATUS; what it said on stderr
# is in SAID.
refuses() {
	want=$1
	shift
	got=0
	SAID=$("$@" 2>&1 >/dev/null) || got=$?
	[ "$got" = "$want" ] ||
		fail "exit $got instead of $want from: $* ($SAID)"
}

# until_true SECONDS COMMAND...: poll an event 20 times a second.
until_true() {
	tries=$(($1 * 20))
	shift
	while [ $tries -gt 0 ]; do
		if "$@" >/dev/null 2>&1; then
			return 0
		fi
		tries=$((tries - 1))
		sleep 0.05
	done
	fail "never came true: $*"
}
