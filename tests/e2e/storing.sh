# shellcheck shell=bash
# storing -- what the tests of marac-store share.  Sourced after lib.sh.
#
#	store VERB...		marac-store on $S
#	template_all DIR	every kind's example file, KIND.csv
#	import_all DIR		import them in order
#	dump			every row of every table, for comparing
#	row WHAT EXPECTED SQL

S=$T/store
KINDS='people children cases relationships routes meetings attendance agenda
	conflicts languages'

store() {
	"$BIN/marac-store" "$@" --store "$S"
}

template_all() {
	mkdir -p "$1"
	for kind in $KINDS; do
		store template "$kind" >"$1/$kind.csv"
	done
}

import_all() {
	for kind in $KINDS; do
		store import "$kind" "$1/$kind.csv" >>"$T/imported"
	done
}

dump() {
	sqlite3 -readonly "$S/marac.db" .dump
}

row() {
	same "$1" "$2" "$(sqlite3 -readonly "$S/marac.db" "$3")"
}
