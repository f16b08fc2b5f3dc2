# shellcheck shell=bash
# rowing -- every row of a store, before and after.  Sourced after sharing.sh.
#
#	rowing_save FILE	all there is, a line a field: TABLE.COLUMN ROW VALUE
#	rowing_same A B WHAT...	nothing differs but TABLEs and TABLE.COLUMNs named

rowing_save() {
	rows "SELECT name FROM sqlite_master WHERE type = 'table'
		AND name NOT LIKE 'sqlite%' ORDER BY name" >"$T/tables"
	while read -r table; do
		columns=$(rows "SELECT group_concat('''$table.' || name || ' '' ||
			k || '' '' || quote(' || name || ') || char(10)', ' || ')
			FROM pragma_table_info('$table')")
		key=$(rows "SELECT coalesce(group_concat('quote(' || name || ')',
			' || '),'''''') FROM pragma_table_info('$table')
			WHERE pk > 0")
		rows "SELECT $columns FROM (SELECT *, $key AS k FROM \"$table\"
			ORDER BY k)"
	done <"$T/tables" | grep . >"$1"
	[ -s "$1" ] || fail "a store without rows"
}

rowing_same() {
	before=$1
	after=$2
	shift 2
	printf '%s\n' "$@" | sed 's/[.]/[.]/g; s/^.*$/^&[. ]/' >"$T/but"
	grep -vf "$T/but" "$before" >"$T/was"
	grep -vf "$T/but" "$after" >"$T/is.now"
	diff "$T/was" "$T/is.now" >"$T/differs" || {
		head -n 20 "$T/differs" >&2
		fail "rows have changed"
	}
}
