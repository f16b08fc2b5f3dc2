#!/usr/bin/env bash
# Goal: what must be secret is nowhere but where it is meant to be.  A meeting
# goes all the way with a known password, authenticator's secret, access code,
# link, cookie, address, child's name, case reference, words of an action and a
# sound.  Searched: the store with its WAL, the recorder's home, the folder for
# temporary files, what every program said, the mails, and the command lines and
# environments of our programs, taken all the time.
#
# Meant places: names, references and words in the database; references in the
# papers too; the link in its mail.  The search first finds what is planted for
# it, in each of the forms that it looks for.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"

PASSWORD='kestrel Plover 5518 heron'
NAME='Zinnia Quillfeather'
REFERENCE=NS-77031
WORDS='the blue door at nine by the harbour'
ADDRESS=whimbrel.77@home.invalid
mkdir "$T/tmp"
export TMPDIR=$T/tmp

# Our programs' command lines and environments, over and over.
: >"$T/seen"
watch() {
	while [ ! -e "$T/watched" ]; do
		for pid in $(pgrep -f "^$BIN/marac-"); do
			tr '\0' '\n' <"/proc/$pid/cmdline" || true
			tr '\0' '\n' <"/proc/$pid/environ" || true
		done 2>/dev/null # those that have ended meanwhile
		sleep 0.02
	done >>"$T/seen"
}
background watch
WATCH=$LAST

accept_people
sed -i "s/Tess Testfield/$NAME/" "$T/csv/people.csv"
sed -i "s/NS-0101/$REFERENCE/" "$T"/csv/*.csv
sed -i "s/mary@home.invalid/$ADDRESS/" "$T/csv/routes.csv"
accept_store

# A verb that waits is surely seen: so is its login, which is on the line.
mkfifo "$T/in"
"$BIN/marac-store" --store "$S" user add planted-login --person P3 --role chair \
	<"$T/in" >"$T/planted.totp" 2>>"$LOGS/store" &
ADDING=$!
exec 3>"$T/in"
until_true 60 grep -q planted-login "$T/seen"
printf '%s\n' "$PASSWORD" >&3
exec 3>&-
wait $ADDING || fail "user add"

espeak-ng -s 165 -w "$T/words.wav" "$(yes "$NAME must not be told of $WORDS." |
	head -n 8)"
sox -D "$T/words.wav" -b 16 "$T/meeting.wav" rate 48000 gain -n -1 trim 0 22
cat >"$T/marks.csv" <<-END
	at,kind,item,person,words,owner,due
	0:00:00,announce,,,,,
	0:00:00,join,,1,,,
	0:00:00,join,,5,,,
	0:00:01,item,1,,,,
	0:00:05,action,,,$WORDS,Northshire Police,2026-12-01
	0:00:12,item,2,,,,
	0:00:15,late,,,1,,
	0:00:20,end,,,,,
END
accept_import M-1 "$T/meeting.wav" "$T/marks.csv"
store confirm-safety $REFERENCE --by-name "Iris Invented" --capacity idva \
	>>"$LOGS/safety"
accept_attach
accept_decide M-1 $REFERENCE P10
accept_serve
accept_send M-1
accept_fetch "${ADDRESS%@*}" P10 mary
TOKEN=${LINK##*/}
COOKIE=$(awk '$6 ~ /./ && !/^# / { print $7 }' "$T/${ADDRESS%@*}.jar" |
	tail -n 1)
[ ${#COOKIE} -ge 32 ] || fail "no cookie in the jar"
# a wrong code as well, and a link that somebody mistyped
web -o "$T/page" --data-urlencode "code=2222-2222-2222" "$LINK"
web -o "$T/page" "${LINK%?}"
accept_staff "$T/staff.jar"
accept_file "$T/staff.jar" P12
TOTP=$(sed -n 1p "$T/worker.totp")

# The longest run of the bytes on standard input without a line end, which no
# grep can see, as a pattern.
piece() {
	sed 's/../&\n/g' | awk '$0 == "0a" { run = ""; next }
		/../ { run = run "\\x" $0 }
		length(run) > length(most) { most = run }
		END { print most }'
}
# hits FORM WHAT PLACE...: the files there that hold WHAT, which is text (any
# case) or bytes in hexadecimal.  Bytes are looked for as hexadecimal text too.
hits() {
	form=$1
	what=$2
	shift 2
	case $form in
	text) LC_ALL=C grep -rliaF -- "$what" "$@" || true ;;
	bytes)
		LC_ALL=C grep -rlaP -- "$(printf %s "$what" | piece)" "$@" ||
			true
		LC_ALL=C grep -rliaF -- "$what" "$@" || true
		;;
	esac | sort -u
}
hex() {
	od -An -v -tx1 | tr -d ' \n'
}
# what a token is: 16 bytes of selector, which the store keeps, 16 of secret
SECRET=$(printf '%s=' "$TOKEN" | tr '_-' '/+' | base64 -d | hex | cut -c33-64)
same "digits of the secret" 32 ${#SECRET}
TOTP_BYTES=$(printf %s "$TOTP" | base32 -d | hex)
# 16 loud samples of the meeting, as files, encoders and sound cards have them
pcm() {
	sox "$T/meeting.wav" -t raw "$@" - trim "$AT" 16s | hex
}
AT=3.21
SOUND_16=$(pcm -e signed -b 16 -L)
AT=14.5
SOUND_16_LATER=$(pcm -e signed -b 16 -L)
SOUND_BE=$(pcm -e signed -b 16 -B)
SOUND_FLOAT=$(pcm -e float -b 32 -L)

# found WHAT FORM CANARY [PATTERN]: in no place but files like PATTERN (an
# extended regular expression of the path below $T), and there it must be.
PLACES="$S $HOME_ $LOGS $T/tmp $T/seen $MAIL/"
found() {
	# shellcheck disable=SC2086 # one word a place
	hits "$2" "$3" $PLACES | sed "s|^$T/||" >"$T/hits"
	if [ -z "${4:-}" ]; then
		[ ! -s "$T/hits" ] || fail "$1 is in: $(cat "$T/hits")"
		return
	fi
	! grep -vE "^($4)\$" "$T/hits" >"$T/stray" ||
		fail "$1 is in: $(cat "$T/stray")"
	[ -s "$T/hits" ] || fail "$1 is not even in: $4"
}
DATABASE='store/marac\.db(-wal)?'
PAPERS='(store|recorder)/meetings/[0-9a-f]{32}/papers\.json'
search() {
	found "the password" text "$PASSWORD"
	found "the access code" text "$CODE"
	found "the access code" text "$(printf %s "$CODE" | tr -d -)"
	found "the link" text "$TOKEN" 'mail/.*'
	found "the link's secret" bytes "$SECRET"
	found "the authenticator's secret" text "$TOTP"
	found "the authenticator's secret" bytes "$TOTP_BYTES"
	found "the cookie" text "$COOKIE"
	found "the cookie" bytes "$(printf %s "$COOKIE" | hex)"
	found "the address" text "$ADDRESS" \
		'mail/.*|postfix/.*' # the relay's own line in the mail
	found "the child's name" text "$NAME" "$DATABASE"
	found "a family name" text "${NAME#* }" "$DATABASE"
	# seen: the coordinator typed it, behind confirm-safety and decide
	found "the reference" text $REFERENCE "$DATABASE|$PAPERS|seen"
	found "the action" text "$WORDS" "$DATABASE"
	for sound in "$SOUND_16" "$SOUND_16_LATER" "$SOUND_BE" "$SOUND_FLOAT"; do
		found "the sound" bytes "$sound"
	done
	for page in OggS OpusHead OpusTags; do
		found "plain Ogg Opus" bytes "$(printf %s $page | hex)"
	done
}
search

# And it does find: each form, in each place, once planted there.
planted() { # FORM CANARY FILE BYTES
	[ -z "$(hits "$1" "$2" "$3")" ] || fail "$3 is no place to plant in"
	cp "$3" "$T/kept"
	# shellcheck disable=SC2059 # the bytes are escapes
	printf -- "$4" >>"$3"
	if (search) >"$T/said" 2>&1; then
		fail "not found in $3: what was planted there"
	fi
	cat "$T/kept" >"$3"
}
escaped() {
	printf %s "$1" | sed 's/../\\x&/g'
}
OBJECT=$(find "$S/objects" -name '*.sealed' | head -n 1)
SEGMENT=$(find "$HOME_/meetings" -name 0001.seg)
[ -s "$T/seen" ] || fail "no command line was seen"
planted text "$PASSWORD" "$SEGMENT" "$PASSWORD"
planted text "$CODE" "$LOGS/share" "$CODE"
planted text "$TOKEN" "$LOGS/distributor" "$TOKEN"
planted bytes "$SECRET" "$S/keys/share.keystore" "$(escaped "$SECRET")"
planted bytes "$TOTP_BYTES" "$OBJECT" "$(escaped "$TOTP_BYTES")"
planted text "$NAME" "$T/seen" "$(printf %s "$NAME" | tr '[:lower:]' '[:upper:]')"
planted bytes "$SOUND_16" "$OBJECT" "x$(escaped "$SOUND_16")x"
planted bytes "$(printf OggS | hex)" "$SEGMENT" OggS
planted text "$WORDS" "$SEGMENT" "$WORDS"

# The same when all is closed, and the WAL gone back into the database.
: >"$T/watched"
wait "$WATCH"
accept_finish
search
