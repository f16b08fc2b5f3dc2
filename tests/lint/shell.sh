# shellcheck shell=bash
# shell -- shellcheck over every script, with or without a name in .sh.

lint() {
	local script without
	{
		files '*.sh'
		files '*' | while IFS= read -r script; do
			case ${script##*/} in
			*.*) ;;
			*) head -c 64 "$script" | head -n 1 |
				grep -aqE '^#!.*\b(ba)?sh' && echo "$script" ;;
			esac
		done
	} | sort -u | while IFS= read -r script; do
		without=SC1090,SC1091,SC2119,SC2120
		# What is sourced sets variables for others; what sources
		# lib.sh has its variables and its `set -e`.
		head -c 2 "$script" | grep -q '#!' || without=$without,SC2034
		grep -q '/lib\.sh"' "$script" && without=$without,SC2153,SC2164
		shellcheck -f gcc -e "$without" "$script" 2>&1 || true
	done
}

bad_unquoted() {
	# shellcheck disable=SC2016 # the fault is the point
	printf '#!/bin/sh\nrm -r $1/*\n' >x.sh
}
bad_without_suffix() {
	# shellcheck disable=SC2016
	printf '#!/usr/bin/env bash\nrm -r $1/*\n' >tidy
}
bad_sourced() {
	# shellcheck disable=SC2016
	printf '# shellcheck shell=bash\nx=1\nrm -r $1/*\n' >common.sh
}
