#!/usr/bin/env bash
# bench -- figures beside those of other programs, in one run on one machine:
#
#	bench.sh [recorder|copies|mail|share]...	without: all there are
#
# A line a figure: what, ours, theirs, ratio, target, ok or short.  BIN is the
# folder of a release build.  What is compared runs in turns, so that other
# work on the machine meets both.  "short" is a figure, not a failure.

set -eu
: "${BIN:?BIN is the folder with marac-recorder and the others}"
HERE=$(cd "$(dirname "$0")" && pwd)
export BIN HERE

if [ $# -eq 0 ]; then
	for part in "$HERE"/*.sh; do
		part=${part##*/}
		case $part in
		bench.sh | figures.sh) ;;
		*) set -- "$@" "${part%.sh}" ;;
		esac
	done
fi
for part; do
	case $part in
	*[!a-z]* | bench | figures | '') part=/ ;;
	esac
	if [ ! -x "$HERE/$part.sh" ]; then
		sed -n 's/^#\t//p' "$0" >&2
		exit 2
	fi
done
printf '%-46s %11s %11s %7s %8s\n' what ours theirs ratio target
for part; do
	"$HERE/$part.sh"
done
