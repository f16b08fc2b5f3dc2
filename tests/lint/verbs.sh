# shellcheck shell=bash
# verbs -- every program has a man page beside it, and the two know the same
# verbs: `PROGRAM help` on one side, ".It Cm VERB" under ".Sh VERBS" on the
# other.

# the verbs of a help text: what stands before the first word that is not one
help_verbs() {
	sed -n '/^Verbs:$/,/^$/s/^  \([a-z]\)/\1/p' | words
}

man_verbs() {
	sed -n '/^\.Sh VERBS/,/^\.Sh [^V]/s/^\.It Cm //p' "$1" | words
}

words() {
	awk '{
		verb = ""
		for (i = 1; i <= NF && $i ~ /^[a-z][a-z-]*$/; i++)
			verb = verb (i > 1 ? " " : "") $i
		# help: two spaces end the call
		print verb
	}' | sort
}

# compare PROGRAM MANPAGE
compare() {
	comm -3 <("$1" help | sed 's/^\(  [^ ].*[^ ]\)   *.*/\1/' |
		help_verbs) <(man_verbs "$2") |
		sed "s|^\t|$2 has, and ${1##*/} has not: |; t
			s|^|${1##*/} has, and $2 has not: |"
}

lint() {
	if [ "$PWD" != "$ROOT" ]; then
		compare ./program program.8
		return
	fi
	for program in marac-store marac-recorder marac-distributor marac-share
	do
		page=$(files "*$program.8")
		if [ ! -x "$BUILD/bin/$program" ]; then
			echo "$program is not built"
		elif [ -z "$page" ]; then
			echo "$program has no man page"
		else
			compare "$BUILD/bin/$program" "$page"
		fi
	done
}

example() {
	printf '#!/bin/sh\nprintf "x -- y\\n\\nVerbs:\\n  key list  list the keys\\n%s\\nOptions:\\n  --a  b\\n"\n' \
		"$1" >program
	chmod +x program
	printf '.Sh NAME\n.It Cm no\n.Sh VERBS\n.It Cm key list\n%b.Sh FILES\n' \
		"$2" >program.8
}
bad_only_in_help() {
	example '  init  make a new store\\n' ''
}
bad_only_in_page() {
	example '' '.It Cm init Op Fl -x\n'
}
