#!/bin/bash
# Eight programs write to one store at once, each row with its audit event:
# no error, every row there, the audit unbroken.

. "$(dirname "$0")/../e2e/lib.sh"

rows=30
[ "${MARAC_LONG:-0}" = 1 ] && rows=300

mkdir "$T/store"
"$BIN/rowfault" make "$T/store"
"$BIN/rowfault" writers "$T/store" 8 $rows || fail "a writer failed"
"$BIN/rowfault" count "$T/store" $rows || fail "the first writer's rows"
same "rows and audit events of all writers" "$((8 * rows)) $((8 * rows))" \
	"$("$BIN/rowfault" rows "$T/store")"
echo "8 writers x $rows: 0 errors, $((8 * rows)) rows"
