#!/usr/bin/env bash
# Goal: what is released is what was shown (rule 12), and by the meeting's own
# chair (rule 5).  Each change between looking and releasing is refused with
# "look again" by the page, and by the distributor whatever the page let
# through: a passage left out, a decision, a hold, a conflict.  Whoever has the
# chair's role and only sat in the meeting releases nothing, at the pages or by
# the verb.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"
# shellcheck source=tests/e2e/office.sh
. "$ROOT/tests/e2e/office.sh"

sox -r 48000 -n -b 16 -c 1 "$T/meeting.wav" synth 12 sine 700 vol 0.2
cat >"$T/marks.csv" <<-END
	at,kind,item,person,words,owner,due
	0:00:00,announce,,,,,
	0:00:00,join,,1,,,
	0:00:00,join,,2,,,
	0:00:00,join,,4,,,
	0:00:02,item,3,,,,
	0:00:12,end,,,,,
END
accept_store
printf '%s\n' "$PASSWORD" | store user add hari --person P4 --role chair \
	>"$T/hari.totp"
accept_import M-1 "$T/meeting.wav" "$T/marks.csv"
accept_attach
accept_serve
office_works
office_in chair
office_in cora
office_in hari
office_ids NS-0103
VERA=$(person P30)

# Rule 5: hari has the role and sat through all of it.
same "hari sees the case" 200 "$(web_status -b "$T/hari.jar" "$WEB$PAGE")"
lacks "$(page hari "$PAGE")" 'what=release'
has "$(words hari "$PAGE/act?what=release&step=2")" \
	'Only the chair of this meeting releases its cases'
ask hari release
same "at the pages" 403 "$CAME"
refuses 1 "$BIN/marac-distributor" --store "$S" release M-1 --by hari
has "$SAID" 'only the chair of this very meeting'
row "releases" 0 'SELECT count(*) FROM case_release'

# looks: the number of what the chair is shown, by the page of the case
looks() {
	SHOWN=$(page chair "$PAGE" |
		sed -n 's/.*what=release&amp;number=\([0-9]*\).*/\1/p')
	[ -n "$SHOWN" ] || fail "the page of the case has no number"
}

# forge NUMBER: a release that no page asked for; what came of it is FORGED
forge() {
	forged=$(once)
	sqlite3 "$S/marac.db" "INSERT INTO job (kind, args, once, account_id,
		session_hash, asked_at) SELECT 'release',
		'$MEETING $CASEID 0 $1 0 0', '$forged', s.account_id,
		s.id_hash, 0 FROM session s JOIN account a
		ON a.id = s.account_id WHERE a.login = 'chair'"
	# shellcheck disable=SC2034 # over reads it
	WHERE=/errand/$(word "SELECT id FROM job WHERE once = '$forged'")
	until_true 60 over
	FORGED=$(word "SELECT state || ' ' || result FROM job
		WHERE once = '$forged'")
}

# refused WHAT: what was shown before is not released any more
refused() {
	has "$(words chair "$PAGE/act?what=release&number=$SHOWN&step=2")" \
		'This has changed since you looked'
	lacks "$(page chair "$PAGE/act?what=release&number=$SHOWN&step=2")" \
		'Release the case</button>'
	ask chair release -d number="$SHOWN"
	same "released though changed by $1" 403 "$CAME"
	forge "$SHOWN"
	has "$FORGED" '^failed conflict: this has changed since you looked'
}

looks
does cora withhold -d begin=0:03 -d end=0:04 -d reason="A name" -d person=0
refused "a passage"
looks
does cora send -d person="$VERA" -d verdict=send -d reason="Her wish"
refused "a proposal"
looks
distributor hold P30 --reason "Ask first" --by cora >>"$LOGS/hold"
refused "a hold"
looks
distributor conflict M-1 NS-0103 P4 --by cora >>"$LOGS/conflict"
refused "a conflict"
# Nor what never was shown.
forge 0
has "$FORGED" '^failed conflict: '
row "releases" 0 'SELECT count(*) FROM case_release'

# What is there is released; and once.
looks
ask chair release -d number="$SHOWN"
same "taken" 303 "$CAME"
until_true 60 over
row "releases" 1 'SELECT count(*) FROM case_release WHERE void_at IS NULL'
forge "$SHOWN"
has "$FORGED" '^failed conflict: '
kill "$WORKER"
wait "$WORKER" || fail "the distributor ended with $?"
accept_finish
