# shellcheck shell=bash
# accepting -- a whole meeting through the programs alone, as people use them:
# a sound file and marks in, mails and downloads out.  Sourced after lib.sh.
#
#	accept_store		$S with four cases and a relay; everybody's CSV is
#				written to $T/csv first, change it in between with
#				accept_people
#	accept_import REF WAV MARKS
#				papers, recorder: the folder of the meeting is FOLDER
#	accept_refused VERB...	the distributor refuses it; what it said is in SAID
#	accept_decide REF CASE PERSON...
#				cora proposes to send, charlie hears the cut edges
#				and approves; the meeting is attached
#	accept_attach		the folder's meeting
#	accept_send REF		attach if that is not done, release, copies ($T/table-REF), deliver
#	accept_serve		marac-share under $WEB; its log is $T/share.log
#	accept_link NAME	LINK: the link in a mail to NAME, each link once
#	accept_code PERSON	CODE: a new access code
#	accept_in LINK CODE JAR	sign in as a recipient
#	accept_copies JAR	COPIES: their paths
#	accept_fetch NAME PERSON [AS]
#				every copy as $T/got/AS-N.opus, or NAME-N.opus
#	accept_staff JAR	the caseworker signs in
#	accept_file JAR CHILD	a child's file, opened: every recording in it as
#				$T/got/file-CHILD-N.opus
#
# Who is who: P1 cora coordinates, P2 charlie chairs, P3 iris is the IDVA, P4
# hari and P6 sam take part; sam holds the children's files.  Case NS-010N has
# the victim PN0, who is the mother of PN2.  PN1 is the father.

# shellcheck source=tests/e2e/postfix.sh
. "$ROOT/tests/e2e/postfix.sh"
# shellcheck source=tests/e2e/neutral.sh
. "$ROOT/tests/e2e/neutral.sh"

S=$T/store
HOME_=$T/recorder
MAIL=$T/mail
# What every program says, each in a file of its own: $LOGS/NAME.
LOGS=$T/logs
mkdir -p "$LOGS" "$T/got" "$T/csv" "$HOME_"

store() {
	"$BIN/marac-store" --store "$S" "$@" 2>>"$LOGS/store"
}

distributor() {
	"$BIN/marac-distributor" --store "$S" "$@" 2>>"$LOGS/distributor"
}

recorder() {
	"$BIN/marac-recorder" --home "$HOME_" "$@" 2>>"$LOGS/recorder"
}

web() {
	curl -sS --max-time 300 "$@"
}

web_status() {
	web -o /dev/null -w '%{http_code}' "$@"
}

# the store's own word, for comparing
row() {
	same "$1" "$2" "$(sqlite3 -readonly "$S/marac.db" "$3")"
}

accept_people() {
	cat >"$T/csv/people.csv" <<-END
		ref,name,aliases,agency,title
		P1,Cora Sample,,Northshire Council,Coordinator
		P2,Charlie Example,,Northshire Police,Detective inspector
		P3,Iris Invented,,Northshire IDVA Service,IDVA
		P4,Hari Placeholder,,Northshire Health,Health visitor
		P6,Sam Mockup,,Northshire Children's Services,Social worker
		P10,Mary Testfield,,,
		P11,Frank Testfield,,,
		P12,Tess Testfield,,,
		P20,Molly Mockford,,,
		P21,Ned Mockford,,,
		P22,Nell Mockford,,,
		P30,Vera Fictional,,,
		P31,Wes Fictional,,,
		P32,Bea Fictional,,,
		P40,Olga Imagined,,,
		P41,Otto Imagined,,,
		P42,Ola Imagined,,,
	END
	cat >"$T/csv/children.csv" <<-END
		person,born_on,expected_on,school,interpreter,flags,understands,understanding_by,understanding_on,supporter
		P12,2012-05-14,,Invented Academy,,,yes,Sam Mockup,2026-11-02,Iris Invented
		P22,2021-03-30,,Little Sample Nursery,,,no,,,
		P32,2019-09-01,,Invented Primary,,,no,,,
		P42,2018-02-11,,Invented Primary,,,no,,,
	END
	cat >"$T/csv/cases.csv" <<-END
		reference,victim,children,perpetrators,criteria,dash_score,last_referral_on
		NS-0101,P10,P12,,professional judgement,9,2026-11-03
		NS-0102,P20,P22,P21,visible high risk,17,2026-11-05
		NS-0103,P30,P32,P31,escalation,12,2026-11-09
		NS-0104,P40,P42,P41,escalation,11,2026-11-10
	END
	cat >"$T/csv/relationships.csv" <<-END
		person,child,kind,parental_responsibility,source_of_harm,valid_from,valid_to
		P10,P12,mother,yes,no,,
		P11,P12,father,yes,no,,
		P20,P22,mother,yes,no,,
		P21,P22,father,yes,yes,,
		P30,P32,mother,yes,no,,
		P31,P32,father,yes,yes,,
		P40,P42,mother,yes,no,,
		P41,P42,father,yes,yes,,
	END
	cat >"$T/csv/routes.csv" <<-END
		person,channel,value,safe,safe_from,safe_to,voicemail,shared_device,verified_by,verified_on,expires_on
		P1,email,cora@council.invalid,yes,,,no,no,P2,2026-11-01,
		P2,email,charlie@police.invalid,yes,,,no,no,P1,2026-11-01,
		P3,email,iris@idva.invalid,yes,,,no,no,P1,2026-11-01,
		P4,email,hari@health.invalid,yes,,,no,no,P1,2026-11-01,
		P6,email,sam@children.invalid,yes,,,no,no,P1,2026-11-01,
		P10,email,mary@home.invalid,yes,,,no,no,P3,2026-11-10,
		P11,email,frank@home.invalid,yes,,,no,no,P3,2026-11-10,
		P30,email,vera@home.invalid,yes,,,no,no,P3,2026-11-10,
	END
	: >"$T/csv/meetings.csv"
	: >"$T/csv/attendance.csv"
	: >"$T/csv/agenda.csv"
	accept_meeting M-1 NS-0101 NS-0102 NS-0103 NS-0104
}

# accept_meeting REF CASE...: one more, with these cases as its items
accept_meeting() {
	ref=$1
	shift
	[ -s "$T/csv/meetings.csv" ] || {
		echo ref,type,area,venue,planned,chair,coordinator \
			>"$T/csv/meetings.csv"
		echo meeting,person,capacity,statement_signed \
			>"$T/csv/attendance.csv"
		echo meeting,number,kind,case,referrer,deferred \
			>"$T/csv/agenda.csv"
	}
	echo "$ref,marac,Northshire,Sample House,2026-11-23 09:30,P2,P1" \
		>>"$T/csv/meetings.csv"
	for who in P1 P2 P3 P4 P6; do
		echo "$ref,$who,core,2026-11-23" >>"$T/csv/attendance.csv"
	done
	number=0
	for what in "$@"; do
		number=$((number + 1))
		echo "$ref,$number,discussion,$what,Northshire Police," \
			>>"$T/csv/agenda.csv"
	done
}

accept_end() {
	postfix_stop "$T/postfix"
}

# with the files of accept_people as they lie in $T/csv
accept_store() {
	[ -e "$T/csv/people.csv" ] || accept_people
	at_last accept_end
	postfix_start "$T/postfix" "$MAIL"
	WEB_PORT=$(postfix_free_port)
	WEB=http://localhost:$WEB_PORT
	store init >/dev/null
	cat >"$S/marac.conf" <<-END
		[mail]
		relay = smtp://localhost:$SMTP_PORT
		ca_file = $CA_FILE
		from = documents@service.invalid
		helo = service.invalid

		[share]
		listen = 127.0.0.1:$WEB_PORT
		base_url = $WEB
	END
	for kind in people children cases relationships routes meetings \
		attendance agenda; do
		store import $kind "$T/csv/$kind.csv" >>"$LOGS/import"
	done
	PASSWORD=${PASSWORD:-invented-password-2026}
	for who in cora:P1:coordinator chair:P2:chair worker:P6:caseworker; do
		IFS=: read -r login person role <<-END
			$who
		END
		printf '%s\n' "$PASSWORD" | store user add "$login" \
			--person "$person" --role "$role" >"$T/$login.totp"
	done
	for child in P12 P22 P32 P42; do
		store user assign worker $child >/dev/null
	done
	store key trust "Test recorder" "$(recorder device-key)" >/dev/null
}

accept_import() {
	store papers "$1" --out "$T/papers-$1.json" >/dev/null
	find "$HOME_" -mindepth 2 -maxdepth 2 -type d >"$T/folders"
	recorder import "$2" --marks "$3" --papers "$T/papers-$1.json" \
		>>"$LOGS/recorder"
	FOLDER=$(find "$HOME_/meetings" -mindepth 1 -maxdepth 1 -type d |
		grep -vxFf "$T/folders")
	[ -n "$FOLDER" ] || fail "the import of $1 left no folder"
}

accept_refused() {
	refuses 1 "$BIN/marac-distributor" --store "$S" "$@"
}

accept_attach() {
	distributor attach "$FOLDER" >>"$LOGS/distributor"
	FOLDER=
}

accept_decide() {
	meeting=$1
	case_=$2
	shift 2
	for person in "$@"; do
		distributor decide "$meeting" "$case_" "$person" send \
			--reason "Safe route" --by cora >>"$LOGS/decide"
		distributor audition "$meeting" "$case_" "$person" --by chair \
			>"$T/edges.opus"
		distributor approve "$meeting" "$case_" "$person" --by chair \
			>>"$LOGS/decide"
	done
}

accept_send() {
	[ -z "$FOLDER" ] || accept_attach
	distributor release "$1" --by chair >>"$LOGS/distributor"
	distributor copies "$1" >"$T/table-$1"
	distributor deliver >>"$LOGS/distributor"
}

accept_serve() {
	background "$BIN/marac-share" serve --store "$S" 2>>"$LOGS/share"
	# shellcheck disable=SC2034 # for the test that sources this
	SERVER=$LAST
	until_true 60 web -f "$WEB/health"
}

# a link that was not taken yet
accept_new_link() {
	touch "$T/links"
	LINK=$(find -L "$MAIL/$1/new" -type f -exec cat {} + 2>/dev/null |
		grep -o "$WEB/d/[A-Za-z0-9_-]*" | sort -u |
		grep -vxFf "$T/links" | head -n 1)
	[ -n "$LINK" ]
}

accept_link() {
	until_true 60 accept_new_link "$1"
	printf '%s\n' "$LINK" >>"$T/links"
}

accept_code() {
	CODE=$(store user code "$1" --by cora |
		grep -o '[2-9A-Z]\{4\}-[2-9A-Z]\{4\}-[2-9A-Z]\{4\}')
	[ -n "$CODE" ] || fail "no code for $1"
}

# the code goes by standard input, so that no command line holds it
accept_in() {
	came=$(printf 'code=%s' "$2" | web_status -b "$3" -c "$3" \
		-H "Origin: $WEB" --data-binary @- "$1")
	same "signing in with $3" 303 "$came"
}

# what may be heard, in the order of the list
accept_copies() {
	COPIES=$(web -fL -b "$1" "$WEB/copies" |
		grep -o '/copy/[0-9][0-9]*' | awk '!seen[$0]++')
	[ -n "$COPIES" ] || fail "nothing on the page behind $1"
}

accept_fetch() {
	accept_link "$1"
	accept_code "$2"
	rm -f "$T/$1.jar"
	accept_in "$LINK" "$CODE" "$T/$1.jar"
	accept_copies "$T/$1.jar"
	number=0
	for copy in $COPIES; do
		number=$((number + 1))
		web -f -b "$T/$1.jar" -o "$T/got/${3:-$1}-$number.opus" \
			"$WEB$copy/save/document.opus"
	done
}

# the form token of a page
accept_form() {
	web -b "$1" "$WEB$2" |
		sed -n 's/.*name="form" value="\([0-9a-f]*\)".*/\1/p' |
		head -n 1
}

accept_staff() {
	secret=$(grep -o '^[A-Z2-7]\{32\}' "$T/worker.totp")
	printf 'login=worker&password=%s&code=%s' "$PASSWORD" \
		"$(printf %s "$secret" | oathtool --totp --base32 -)" |
		web_status -b "$1" -c "$1" -H "Origin: $WEB" \
			--data-binary @- "$WEB/sign-in" >"$T/came"
	same "staff signing in" 303 "$(cat "$T/came")"
}

accept_file() {
	child=$(sqlite3 -readonly "$S/marac.db" \
		"SELECT child.id FROM child JOIN person
		ON person.id = person_id WHERE ref = '$2'")
	same "opening the file of $2" 303 "$(web_status -b "$1" \
		-H "Origin: $WEB" --data-urlencode \
		"form=$(accept_form "$1" "/child/$child")" \
		--data-urlencode "reason=Visit on Thursday" \
		"$WEB/child/$child/open")"
	number=0
	for path in $(web -f -b "$1" "$WEB/child/$child" |
		grep -o "/child/$child/audio/[0-9]*/[a-z.]*opus" |
		sort -u); do
		number=$((number + 1))
		web -f -b "$1" -o "$T/got/file-$2-$number.opus" "$WEB$path"
	done
	[ $number -gt 0 ] || fail "nothing to hear in the file of $2"
}

# accept_decode FILE: all that it plays, as FILE.raw (48 kHz, 16 bit, mono)
accept_decode() {
	opusdec --quiet --rate 48000 --no-dither "$1" "$1.wav" 2>>"$LOGS/tools"
	sox "$1.wav" -t raw -e signed -b 16 -c 1 -r 48000 "$1.raw"
}

# accept_samples FILE: how many that is, after accept_decode
accept_samples() {
	echo $(($(stat -c %s "$1.raw") / 2))
}

# accept_finish: the server ends well; no program left a sanitizer's report
accept_finish() {
	kill "$SERVER"
	ended=0
	wait "$SERVER" || ended=$?
	same "the server's end" 0 "$ended"
	! grep -l 'Sanitizer\|runtime error' "$LOGS"/* ||
		fail "a sanitizer spoke"
}
