#!/usr/bin/env bash
# lint -- run one rule of the tree, after proving that it can fail.
#
#	BUILD=FOLDER tests/lint/lint.sh NAME
#
# NAME.sh beside this file defines
#
#	lint		print a line for each fault of the tree in the current
#			folder; nothing when there is none
#	bad_...		write, into the empty current folder, a tree with one
#			fault that lint must find (one function an example)
#
# and may use ROOT (this project), BUILD (a build of it) and files.

set -eu
name=$1
HERE=$(cd "$(dirname "$0")" && pwd)
ROOT=$(cd "$HERE/../.." && pwd)
BUILD=${BUILD:-$ROOT/build/asan}
export ROOT BUILD

# files PATTERN...: the tree's own files whose names match, one a line: what
# git knows and what it would add; outside git, everything.
files() {
	if [ "$PWD" = "$ROOT" ] && [ -e .git ]; then
		git ls-files -co --exclude-standard -- "$@" | sort -u
	else
		for pattern in "$@"; do
			find . -path ./build -prune -o -name node_modules \
				-prune -o -type f -path "*${pattern#\*}" -print
		done | sed 's|^\./||' | sort -u
	fi | while IFS= read -r file; do
		if [ -f "$file" ]; then
			printf '%s\n' "$file"
		fi
	done
}

# shellcheck source=/dev/null
. "$HERE/$name.sh"

T=$(mktemp -d "${TMPDIR:-/tmp}/marac-lint.XXXXXX")
trap 'rm -rf "$T"' EXIT

examples=$(declare -F | sed -n 's/^declare -f \(bad_.*\)/\1/p')
if [ -z "$examples" ]; then
	echo "$name.sh has no bad example" >&2
	exit 1
fi
for example in $examples; do
	mkdir "$T/$example"
	cd "$T/$example"
	"$example"
	if [ -z "$(lint 2>/dev/null)" ]; then
		echo "$name cannot fail: it passes $example" >&2
		exit 1
	fi
done

cd "$ROOT"
faults=$(lint)
if [ -n "$faults" ]; then
	printf '%s\n' "$faults" >&2
	exit 1
fi
