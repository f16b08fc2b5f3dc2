#!/usr/bin/env bash
# demo -- one invented meeting, all the way: sealed from a microphone, put into
# each child's file, cut, mailed by a real Postfix, fetched over HTTP, checked
# by other people's tools.
#
#	BIN=FOLDER tests/demo.sh [--once]
#
# Leaves build/demo/store, build/demo/mail (Maildir) and build/demo/downloads.
# With --once it ends there: 0, or 1 with the step that was wrong.  Without,
# it says what to open and serves until Ctrl-C.

set -eu
: "${BIN:?BIN is the folder with marac-store and the others}"
ROOT=$(cd "$(dirname "$0")/.." && pwd)
DATA=$ROOT/tests/data/demo
D=$ROOT/build/demo
STORE=$D/store
HOME_=$D/recorder
MEETING=NS-DEMO-1
PIDS=
STEP=
STARTED=
NUMBER=0
STEPS=11

case ${1:-} in
'') ONCE=0 ;;
--once) ONCE=1 ;;
*)
	echo "demo: \"$1\" is not known; call it as: ./run demo [--once]" >&2
	exit 2
	;;
esac

# shellcheck source=tests/e2e/postfix.sh
. "$ROOT/tests/e2e/postfix.sh"

step() {
	if [ -n "$STEP" ]; then
		echo "ok ($(($(date +%s) - STARTED)) s)"
	fi
	STEP=$1
	STARTED=$(date +%s)
	NUMBER=$((NUMBER + 1))
	printf '[%2d/%d] %-58s ' "$NUMBER" "$STEPS" "$STEP"
}

wrong() {
	printf '\ndemo: wrong at "%s": %s\n' "$STEP" "$*" >&2
	if [ -s "$D/log" ]; then
		printf 'The last lines of %s:\n' "$D/log" >&2
		tail -n 12 "$D/log" >&2
	fi
	exit 1
}

at_end() {
	status=$?
	trap - EXIT INT TERM
	for pid in $PIDS; do
		kill "$pid" 2>/dev/null || true
	done
	for pid in $PIDS; do
		wait "$pid" 2>/dev/null || true
	done
	if [ -d "$D/postfix" ]; then
		postfix_stop "$D/postfix" >/dev/null 2>&1 || true
	fi
	exit $status
}
trap at_end EXIT
trap 'exit 130' INT TERM

run() { # a command that must do its work; what it says goes to the log
	"$@" >>"$D/log" 2>&1 || wrong "$* (exit $?)"
}

background() {
	"$@" >>"$D/log" 2>&1 &
	PIDS="$PIDS $!"
}

until_true() { # SECONDS COMMAND...
	tries=$(($1 * 20))
	shift
	until "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || wrong "never came true: $*"
		sleep 0.05
	done
}

store() { "$BIN/marac-store" --store "$STORE" "$@"; }
distributor() { "$BIN/marac-distributor" --store "$STORE" "$@"; }
recorder() { "$BIN/marac-recorder" --home "$HOME_" "$@"; }

rm -rf "$D"
mkdir -p "$D/downloads" "$D/mail"
: >"$D/log"

# ---------------------------------------------------------------------------
step "Start a mail server of the demonstration's own"
postfix_start "$D/postfix" "$D/mail" >>"$D/log" 2>&1 || wrong "postfix"
WEB_PORT=$(postfix_free_port)
WEB=http://localhost:$WEB_PORT

# ---------------------------------------------------------------------------
step "Make a store and fill it with invented people"
run store init
cat >"$STORE/marac.conf" <<END
[mail]
relay = smtp://localhost:$SMTP_PORT
ca_file = $CA_FILE
from = documents@service.invalid
helo = service.invalid

[share]
listen = 127.0.0.1:$WEB_PORT
base_url = $WEB

[notice]
text = Demonstration. Every person here is invented.
END
for kind in people children cases relationships routes meetings attendance \
	agenda conflicts; do
	run store import $kind "$DATA/$kind.csv"
done
run store confirm-safety NS-0041 --by-name "Iris Invented" --capacity idva
# Passwords are typed on standard input, never on a command line.
for who in coordinator:P1:coordinator chair:P2:chair worker:P6:caseworker; do
	IFS=: read -r login person role <<<"$who"
	echo "invented-$login-2026" |
		store user add "$login" --person "$person" --role "$role" \
			>"$D/$login.totp" 2>>"$D/log" || wrong "user add $login"
done
for child in P12 P13 P22; do
	run store user assign worker $child
done

# ---------------------------------------------------------------------------
step "Make the papers; trust the recording machine's key"
mkdir -p "$HOME_"
run store papers $MEETING --out "$D/papers.json"
store key trust "Demonstration recorder" \
	"$(recorder device-key 2>>"$D/log")" >>"$D/log" 2>&1 ||
	wrong "key trust"

# ---------------------------------------------------------------------------
step "Speak the meeting into a file"
mkdir -p "$D/speech"
number=10
while IFS=$'\t' read -r seconds voice words; do
	case $seconds in '#'* | '') continue ;; esac
	number=$((number + 1))
	run espeak-ng -v "$voice" -s 165 -w "$D/speech/$number.wav" "$words"
	# A second of quiet, the words, quiet to the end of the line's time.
	run sox "$D/speech/$number.wav" -r 48000 -b 16 -c 1 -e signed \
		"$D/speech/$number.raw" gain -3 pad 1 "$seconds" trim 0 "$seconds"
done <"$DATA/speech.txt"
cat "$D"/speech/*.raw >"$D/microphone.raw"

# ---------------------------------------------------------------------------
step "Record it through PortAudio, marking each case (67 s)"
cat >"$D/asound.conf" <<END
pcm_type.marac_mic { lib "$BIN/libmaracmic.so" }
pcm.room {
	type marac_mic
	file "$D/microphone.raw"
	control "$D/microphone.control"
	hint { show on description "Room microphone" }
}
# PortAudio aborts on a machine that has no default device.
pcm.default { type null }
END
background env ALSA_CONFIG_PATH="$D/asound.conf" "$BIN/marac-recorder" \
	--home "$HOME_" run --papers "$D/papers.json" --device room
until_true 10 recorder status
BEGAN=$(date +%s%N)

at() { # SECONDS since the microphone was opened
	left=$((BEGAN + $1 * 1000000000 - $(date +%s%N)))
	if [ $left -gt 0 ]; then
		sleep "$((left / 1000000000)).$(printf %09d $((left % 1000000000)))"
	fi
}

run recorder announce
for ref in 1 2 3 4 5 6; do
	run recorder join $ref
done
run recorder start
at 6 # case one
run recorder next
at 18
run recorder mark decision \
	--words "Health visitor sees both children alone, at school, this week"
at 25 # case two, pressed in time
run recorder next
at 37
run recorder mark action --words "Change the locks; tell the nursery" \
	--owner "Northshire Housing" --due 2026-12-01
at 43
run recorder off-record
run recorder leave 5 # housing goes
at 49
run recorder resume
at 52 # case three: it began three seconds ago
run recorder next
run recorder late 2
at 61
run recorder mark decision --words "Two separate workers, no joint visit"
at 67
run recorder end
FOLDER=$(find "$HOME_/meetings" -mindepth 1 -maxdepth 1 -type d)

# ---------------------------------------------------------------------------
step "Attach it to each child's file"
run distributor attach "$FOLDER"

# ---------------------------------------------------------------------------
step "Release, decide for the family, make the copies"
run distributor release $MEETING --by chair
for person in P10 P12; do
	run distributor decide $MEETING NS-0041 $person send \
		--reason "Verified safe route" --by coordinator
	# Whoever approves has heard every cut edge of it.
	distributor audition $MEETING NS-0041 $person --by chair \
		>"$D/edges-$person.opus" 2>>"$D/log" || wrong "audition"
	run distributor approve $MEETING NS-0041 $person --by chair
done
# The head of school was not there, and is told in words that a person wrote;
# the action of the housing office goes to Holly.
echo "Tess is often tired, and her brother was not at school." >"$D/issues"
echo "Both are seen at school each Thursday." >"$D/plan"
echo "Each is seen alone, and knows whom to tell." >"$D/safety"
run distributor debrief $MEETING NS-0041 P7 --issues "$D/issues" \
	--plan "$D/plan" --safety "$D/safety" --authority "Children Act 2004" \
	--reason "Head of school" --by coordinator
run distributor approve-debrief $MEETING NS-0041 P7 --by chair
run store agency contact "Northshire Housing" P5
distributor copies $MEETING >"$D/copies.txt" 2>>"$D/log" || wrong "copies"
grep -q 'blocked *Frank Testfield' "$D/copies.txt" ||
	wrong "the table does not block the father"

# ---------------------------------------------------------------------------
step "Mail one parcel to each person through Postfix"
run distributor deliver
distributor due $MEETING >"$D/due.txt" 2>>"$D/log" || wrong "due"
for person in cora charlie iris hari holly sam hedda mary tess; do
	until_true 20 test -n "$(find "$D/mail/$person/new" -type f)"
done
if [ -d "$D/mail/frank" ]; then
	wrong "the father was sent something"
fi

# ---------------------------------------------------------------------------
step "Fetch every copy over HTTP, as its recipient would"
background "$BIN/marac-share" serve --store "$STORE"
until_true 10 curl -fsS -o "$D/page" "$WEB/health"

# fetch NAME PERSON: follow the link in NAME's mail, with the code that PERSON
# was given, and keep each copy as downloads/NAME-N.opus.
declare -A REF
fetch() {
	REF[$1]=$2
	mail=$(find "$D/mail/$1/new" -type f)
	link=$(grep -o "$WEB/d/[A-Za-z0-9_-]*" "$mail" | head -n 1)
	[ -n "$link" ] || wrong "no link in the mail to $1"
	code=$(store user code "$2" --by coordinator 2>>"$D/log" |
		grep -o '[2-9A-Z]\{4\}-[2-9A-Z]\{4\}-[2-9A-Z]\{4\}' | head -n 1)
	[ -n "$code" ] || wrong "no code for $1"
	printf '%-8s %s  code %s\n' "$1" "$link" "$code" >>"$D/sign-ins.txt"
	rm -f "$D/jar"
	printf 'code=%s' "$code" | curl -fsS -c "$D/jar" -b "$D/jar" -L \
		-H "Origin: $WEB" --data-binary @- -o "$D/page" "$link" ||
		wrong "the code of $1 was refused"
	curl -fsSL -b "$D/jar" -o "$D/page" "$WEB/copies" || wrong "copies of $1"
	copies=$(grep -o '/copy/[0-9][0-9]*' "$D/page" | sort -u)
	[ -n "$copies" ] || wrong "nothing on the page of $1"
	for copy in $copies; do
		curl -fsS -b "$D/jar" \
			-o "$D/downloads/$1-${copy##*/}.opus" \
			"$WEB$copy/save/document.opus" || wrong "$copy of $1"
	done
}
: >"$D/sign-ins.txt"
chmod 600 "$D/sign-ins.txt"
fetch cora P1
fetch charlie P2
fetch iris P3
fetch hari P4
fetch holly P5
fetch sam P6
fetch mary P10
fetch tess P12

# The head of school reads her debrief; her page needs no list.
read_debrief() {
	link=$(grep -oh "$WEB/d/[A-Za-z0-9_-]*" "$D"/mail/hedda/new/* | head -n 1)
	code=$(store user code P7 --by coordinator 2>>"$D/log" |
		grep -o '[2-9A-Z]\{4\}-[2-9A-Z]\{4\}-[2-9A-Z]\{4\}' | head -n 1)
	printf '%-8s %s  code %s\n' hedda "$link" "$code" >>"$D/sign-ins.txt"
	rm -f "$D/jar"
	printf 'code=%s' "$code" | curl -fsS -c "$D/jar" -b "$D/jar" -L \
		-H "Origin: $WEB" --data-binary @- -o "$D/page" "$link" ||
		wrong "the code of hedda was refused"
	curl -fsSL -b "$D/jar" -o "$D/page" "$WEB/copies" ||
		wrong "the page of hedda"
	grep -q 'seen at school each Thursday' "$D/page" ||
		wrong "hedda cannot read her debrief"
}
read_debrief

# ---------------------------------------------------------------------------
step "Judge every download by opusdec, oggz-validate, opusinfo"
# What the store says: who has which copies, and how long each is.
sqlite3 -readonly "$STORE/marac.db" "
	SELECT p.ref, r.samples FROM copy c
	JOIN person p ON p.id = c.person_id
	JOIN rendition r ON r.id = c.rendition_id" |
	sort >"$D/expected.txt" || wrong "reading the store"
: >"$D/got.txt"
for file in "$D"/downloads/*.opus; do
	opusdec --quiet --rate 48000 --no-dither "$file" "$D/heard.wav" \
		>>"$D/log" 2>&1 || wrong "opusdec $file"
	run oggz-validate "$file"
	opusinfo "$file" >"$D/info" 2>&1 || wrong "opusinfo $file"
	if grep -qi 'warning' "$D/info"; then
		wrong "opusinfo warns about $file"
	fi
	who=${file##*/}
	echo "${REF[${who%%-*}]}|$(soxi -s "$D/heard.wav")" >>"$D/got.txt"
done
sort -o "$D/got.txt" "$D/got.txt"
diff "$D/expected.txt" "$D/got.txt" >>"$D/log" ||
	wrong "the downloads are not the copies that the store knows"
checked=$(wc -l <"$D/got.txt")

# ---------------------------------------------------------------------------
step "Check the store: database, audit chain, every sealed file"
run store check
echo "ok ($(($(date +%s) - STARTED)) s)"

cat <<END

$checked copies went to ${#REF[@]} people, noted in each child's file.
  who got what, and why not   build/demo/copies.txt
  every copy and its clock    build/demo/due.txt
  the store                   build/demo/store
  the mail                    build/demo/mail
  what recipients fetched     build/demo/downloads
END
if [ $ONCE = 1 ]; then
	exit 0
fi

background "$BIN/marac-distributor" --store "$STORE" serve
secret_of() {
	grep -o '[A-Z2-7]\{32\}' "$D/$1.totp" | head -n 1
}
cat <<END

Open as a recipient (each link opens everything sent to one person):
$(sed 's/^/  /' "$D/sign-ins.txt")

Open as staff: $WEB/sign-in
  name      worker (a child's file), coordinator or chair (check before sending)
  password  invented-NAME-2026, as in invented-worker-2026
  code      shown below; it changes every 30 seconds
            (for an authenticator app: $(secret_of worker),
            $(secret_of coordinator), $(secret_of chair))

Ctrl-C ends it.
END
while :; do
	code=
	for who in worker coordinator chair; do
		code="$code $who $(oathtool --totp --base32 "$(secret_of $who)")"
	done
	if [ -t 1 ]; then
		printf '\r  code now:%s ' "$code"
	elif [ "$code" != "${said:-}" ]; then
		printf '  code now:%s\n' "$code"
		said=$code
	fi
	sleep 1
done
