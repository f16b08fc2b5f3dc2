#!/usr/bin/env bash
# Goal: who gets what of 25 cases, for 1,000 people who each came or went four
# times, is explained in at most a second (of the processor, so that other work
# on the machine does not count; in a build with sanitizers, in fifteen).

. "$(dirname "$0")/lib.sh"

"$BIN/crowdseed" "$T/store" 1000 25 4
LIMIT=1
! grep -qs '^MARAC_[AT]SAN:BOOL=ON' "$BIN/../CMakeCache.txt" || LIMIT=15

# seconds FORM: of the processor, for `explain` in that form, into $T/FORM
seconds() {
	local TIMEFORMAT='%U %S'
	{ time "$BIN/marac-distributor" explain M-1 ${1:+"--$1"} \
		--store "$T/store" >"$T/out.$1"; } 2>"$T/time"
	awk '{ print $1 + $2 }' "$T/time"
}

for FORM in '' json csv; do
	TOOK=$(seconds "$FORM")
	echo "explain ${FORM:-text}: $TOOK s of $LIMIT"
	awk -v took="$TOOK" -v limit="$LIMIT" 'BEGIN { exit !(took <= limit) }' ||
		fail "explain ${FORM:-text} took $TOOK s"
done

# It was the whole table: 25 cases of 1,000 who sat there and six of a family.
same 'lines' 25150 "$(tail -n +2 "$T/out.csv" | wc -l)"
same 'objects' 25150 "$(jq length "$T/out.json")"
same 'entries' 25150 "$(grep -c '^  [a-z]' "$T/out.")"
same 'cases' 25 "$(cut -d, -f1 "$T/out.csv" | tail -n +2 | sort -u | wc -l)"
same 'blocked: father and perpetrator of each' 50 \
	"$(grep -c '"blocked"' "$T/out.csv")"
same 'to be decided: victim, mother, two children' 100 \
	"$(grep -c '"decide"' "$T/out.csv")"
