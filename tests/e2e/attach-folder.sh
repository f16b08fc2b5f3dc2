#!/usr/bin/env bash
# attach: a meeting's folder goes into the children's files once; an unknown
# device, a second time, a changed segment and a full disk change nothing and
# say why; killed at any of its writes it can be run again.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/storing.sh
. "$ROOT/tests/e2e/storing.sh"

M=NS-2026-11-23

attach() {
	"$BIN/marac-distributor" attach "$T/meeting" --store "$S"
}

nothing() {
	row "$1: rows" "0|0|0|0" "SELECT (SELECT count(*) FROM recording),
		(SELECT count(*) FROM passage), (SELECT count(*) FROM file_note),
		(SELECT count(*) FROM rendition)"
	same "$1: folders" "" \
		"$(find "$S/meetings" -mindepth 1 -maxdepth 1 -type d)"
	same "$1: objects" "" "$(find "$S/objects" -name '*.sealed')"
}

# whole WHAT: attached, once, with a rendition for each case that has a child
whole() {
	row "$1: recording" 1 "SELECT count(*) FROM recording"
	row "$1: audit" 1 "SELECT count(*) FROM audit_event
		WHERE what = 'recording.attached'"
	row "$1: a file for each case with a child and a passage" 1 "SELECT
		(SELECT count(*) FROM case_recording) = (SELECT
		count(DISTINCT i.case_id) FROM passage p
		JOIN agenda_item i ON i.id = p.item_id
		JOIN case_child c ON c.case_id = i.case_id)
		AND (SELECT count(*) FROM case_recording) > 0"
	row "$1: a note for each child" 1 "SELECT
		(SELECT count(*) FROM file_note) = (SELECT
		count(DISTINCT c.case_id || ' ' || c.child_id) FROM passage p
		JOIN agenda_item i ON i.id = p.item_id
		JOIN case_child c ON c.case_id = i.case_id)"
	same "$1: objects" "$(sqlite3 -readonly "$S/marac.db" \
		"SELECT object FROM rendition ORDER BY object")" \
		"$(find "$S/objects" -name '*.sealed' -printf '%f\n' | sort)"
	same "$1: left-overs" "" "$(find "$S/meetings" "$S/objects" \
		-name '.*' ! -name .lock)"
	has "$(store check)" '^Sound'
}

store init >/dev/null
template_all "$T/csv"
echo "$M,3,discussion,NS-0042,," >>"$T/csv/agenda.csv"
import_all "$T/csv"
store papers "$M" --out "$T/papers.json" >/dev/null
KEY=$("$BIN/folderseed" "$T/papers.json" "$T/meeting")

refuses 1 attach
has "$SAID" "not trusted here.*marac-store key trust NAME $KEY"
nothing "unknown device"
store key trust "Sample recorder" "$KEY" >/dev/null

cp "$T/meeting/0001.seg" "$T/0001.seg"
printf 'x' | dd of="$T/meeting/0001.seg" bs=1 seek=2000 conv=notrunc status=none
refuses 1 attach
has "$SAID" '0001.seg: it is damaged'
nothing "damaged segment"
cp "$T/0001.seg" "$T/meeting/0001.seg"

refuses 1 "$BIN/marac-distributor" attach "$T/none" --store "$S"
has "$SAID" "$T/none"
nothing "no folder"

cp -a "$S" "$T/before"

# Killed at writes, renames and syncs, one run each: every STEP-th (STEP=1 is
# all of them).
killed=0
for call in pwrite64 write rename fdatasync fsync; do
	at=1
	while :; do
		rm -rf "$S"
		cp -a "$T/before" "$S"
		got=0
		# (the leak checker cannot work beside strace)
		{ ASAN_OPTIONS=detect_leaks=0 strace -f -o /dev/null -e "trace=$call" \
			-e "inject=$call:signal=KILL:when=$at" \
			"$BIN/marac-distributor" attach "$T/meeting" \
			--store "$S"; } >/dev/null 2>&1 || got=$?
		[ "$got" -ne 0 ] || break
		same "the way it ended at $call $at" 137 "$got"
		killed=$((killed + 1))
		# done already, or done now; never half
		attach >/dev/null 2>"$T/err" ||
			has "$(cat "$T/err")" 'attached already'
		whole "killed at $call $at"
		at=$((at + ${STEP:-5}))
	done
done
[ $killed -ge 10 ] || fail "only $killed kills"

rm -rf "$S"
cp -a "$T/before" "$S"
has "$(attach)" '^Attached: [1-9]'
whole "attached"
refuses 1 attach
has "$SAID" 'attached already; nothing was changed'
whole "twice"
