#!/usr/bin/env bash
# Goal: a share that was taken over can ask the distributor for anything by rows of
# `job`.  Whatever it writes there (numbers that are none, of another case, the
# other way round, at the end of the range; names of folders; a session that ended,
# another's, a recipient's) the distributor goes on, does no more than the pages
# could, and decides nothing.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"
# shellcheck source=tests/e2e/office.sh
. "$ROOT/tests/e2e/office.sh"

sox -R -r 48000 -n -b 16 -c 1 "$T/meeting.wav" synth 24 pinknoise vol 0.2
cat >"$T/marks.csv" <<-END
	at,kind,item,person,words,owner,due
	0:00:00,announce,,,,,
	0:00:00,join,,1,,,
	0:00:00,join,,2,,,
	0:00:02,item,1,,,,
	0:00:12,item,2,,,,
	0:00:24,end,,,,,
END
accept_store
accept_import M-1 "$T/meeting.wav" "$T/marks.csv"
accept_attach
{
	distributor release M-1 --by chair
	distributor decide M-1 NS-0101 P10 send --reason 'Why' --by chair
	distributor withhold M-1 NS-0102 0:00:14 0:00:16 --reason 'Why' \
		--by chair
	distributor copies M-1
} >"$T/said"
accept_serve
office_in cora
office_ids NS-0101

# What decides about copies, and what they are.
decided() {
	for table in case_release decision withheld_passage exception boundary \
		passage edge_heard safety_hold copy parcel conflict account; do
		word "SELECT * FROM $table"
	done
}
decided >"$T/before"

# job KIND ARGS [ACCOUNT [SESSION]]: SQL for both; by cora, signed in
CORA="(SELECT id FROM account WHERE login = 'cora')"
SIGNED="(SELECT id_hash FROM session WHERE account_id = $CORA
	ORDER BY ends_at DESC LIMIT 1)"
job() {
	echo "INSERT INTO job (kind, args, words, once, account_id,
		session_hash, asked_at) VALUES ('$1', '$2', 'A reason',
		'$(once)', ${3:-$CORA}, ${4:-$SIGNED}, 0);"
}
OTHER=$(word "SELECT id FROM marac_case WHERE reference = 'NS-0102'")
CHAIRS="(SELECT id FROM account WHERE login = 'chair')"
MOST=9223372036854775807
{
	for kind in release send keep approve withhold approve-passage lift \
		exception approve-exception end-exception boundary listen \
		edges heard withdraw; do
		for args in '' 'x' '1' '-1 -1 -1 -1 -1 -1' \
			"$MEETING $CASEID" \
			"$MOST $MOST $MOST $MOST $MOST $MOST" \
			"$MEETING $MOST 0 0 0 1" "$MOST $CASEID 0 0 0 1" \
			"$MEETING $CASEID 0 0 0 1 2" \
			"99999999999999999999 1 1 1 1 1"; do
			job $kind "$args"
		done
		# ended, another account's, made up, none, nobody's
		job $kind "$MEETING $CASEID 0 1 0 1" "$CHAIRS"
		job $kind "$MEETING $CASEID 0 1 0 1" "$CORA" "x'00'"
		job $kind "$MEETING $CASEID 0 1 0 1" "$CORA" NULL
		job $kind "$MEETING $CASEID 0 1 0 1" \
			"(SELECT id FROM account WHERE login = 'worker')"
	done
	# Of the case, but nothing in it is that number or time.
	for kind in approve approve-passage lift approve-exception \
		end-exception heard withdraw; do
		job $kind "$MEETING $CASEID 0 $MOST 0 0"
	done
	# Another case's passage, by way of this one.
	job approve-passage "$MEETING $CASEID 0 1 0 0"
	job lift "$MEETING $CASEID 0 1 0 0"
	for times in "$MOST 0" "0 $MOST" "$MOST $MOST" "96001 96000" "5 5"; do
		job withhold "$MEETING $CASEID 0 0 $times"
		job boundary "$MEETING $CASEID 0 0 $times"
	done
	# Not a person of the case, and none at all.
	for who in "$(person P40)" $MOST; do
		job send "$MEETING $CASEID $who 0 0 0"
		job exception "$MEETING $CASEID $who 0 0 0"
		job listen "$MEETING $CASEID $who 0 0 0"
		job edges "$MEETING $CASEID $who 0 0 0"
	done
	# Only a chair releases.
	job release "$MEETING $CASEID 0 0 0 0"
	job release "$MEETING $OTHER 0 0 0 0"
	for folder in '' .. ../keys ../../etc "$S" \
		0123456789abcdef0123456789abcdef '0123456789abcdef0123456789abcde/' \
		'"; DROP TABLE job; --'; do
		echo "INSERT INTO job (kind, args, asked_at)
			VALUES ('attach', '$folder', 0);"
	done
	echo "INSERT INTO job (kind, args, asked_at) VALUES
		('copies', 'no such meeting', 0), ('copies', '', 0),
		('$(head -c 3000 /dev/zero | tr '\0' k)', '', 0),
		('escalate', '', 0), ('release', '1 1 0 0 0 0', 0);"
} >"$T/jobs"
mkdir -p "$S/incoming"
ln -s "$S/keys" "$S/incoming/0123456789abcdef0123456789abcdef"
sqlite3 "$S/marac.db" <"$T/jobs"
asked=$(word 'SELECT count(*) FROM job')
[ "$asked" -ge 240 ] || fail "only $asked jobs"
keys() {
	find "$S/keys" -mindepth 1 -printf '%f %s\n' | sort
}
keys >"$T/keys"

office_works
over_all() {
	[ "$(word "SELECT count(*) FROM job
		WHERE state NOT IN ('done', 'failed')")" = 0 ]
}
until_true 120 over_all
row "jobs that did anything" '' "SELECT kind, args FROM job
	WHERE state <> 'failed'"
row "jobs that failed without a word" 0 "SELECT count(*) FROM job
	WHERE result LIKE 'ok%' OR result = ''"
decided >"$T/after"
diff "$T/before" "$T/after" || fail "something was decided"
keys | cmp - "$T/keys" || fail "the keys are not what they were"
row "what was typed" 0 "SELECT count(*) FROM job
	WHERE words <> '' OR session_hash IS NOT NULL"

# It goes on: what is asked for as it should be is done.
does cora listen -d person="$(person P1)"
kill "$WORKER"
wait "$WORKER" || fail "the distributor ended with $?"
has "$(store check)" '^Sound'
