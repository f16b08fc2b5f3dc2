# shellcheck shell=bash
# shell -- shellcheck over every script, with or without a name in .sh.

lint() {
	{
		files '*.sh'
		files 'run' '.ci/run' '*'| sort -u | while IFS= read -r file; do
			case $file in
			*.*) ;;
			*) head -c 64 "$file" | head -n 1 |
				grep -aqE '^#!.*\b(ba)?sh' && echo "$file" ;;
			esac
		done
	} | sort -u |
		xargs -r shellcheck -f gcc -e SC1090,SC1091 2>&1 || true
}

bad_unquoted() {
	# shellcheck disable=SC2016 # the fault is the point
	printf '#!/bin/sh\nrm -r $1/*\n' >x.sh
}
bad_without_suffix() {
	# shellcheck disable=SC2016
	printf '#!/usr/bin/env bash\nrm -r $1/*\n' >tidy
}
