#!/usr/bin/env bash
# Goal: a recorder on another machine fetches a meeting's papers and brings the
# meeting back over HTTPS.  Killed between two files and in the middle of one it
# goes on where it was; said twice it changes nothing; a stranger, a false
# certificate, other bytes and a changed recording are refused, and there is no
# way to read anything back.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"
# shellcheck source=tests/e2e/proxy.sh
. "$ROOT/tests/e2e/proxy.sh"

R=$BIN/marac-recorder
accept_store
accept_serve
proxy_start "$T/proxy" "$WEB_PORT"

# Nothing is handed out that was not published.
there=(--server "$HTTPS" --ca "$HTTPS_CA" --home "$HOME_")
P=$T/papers.json
refuses 1 "$R" pull M-1 "${there[@]}" --out "$P"
has "$SAID" 'No papers of this meeting are published'
[ ! -e "$P" ] || fail "papers out of nothing"
store papers M-1 --publish >"$T/said"
has "$(cat "$T/said")" '^published: '
recorder pull M-1 "${there[@]}" --out "$P" >"$T/list"
has "$(cat "$T/list")" 'NS-0101'
same "papers that only their owner reads" 600 "$(stat -c %a "$P")"
row "in the audit" "device:1" "SELECT who FROM audit_event
	WHERE what = 'papers.fetched'"

# Plain HTTP, a false certificate, a stranger.
refuses 1 "$R" pull M-1 --server "$WEB" --home "$HOME_" --out "$T/no"
has "$SAID" 'must be https'
postfix_certificate "$T/other"
refuses 1 "$R" pull M-1 --server "$HTTPS" --ca "$T/other/ca.pem" \
	--home "$HOME_" --out "$T/no"
has "$SAID" 'certificate does not hold'
"$R" device-key --home "$T/stranger" >/dev/null
refuses 1 "$R" pull M-1 --server "$HTTPS" --ca "$HTTPS_CA" \
	--home "$T/stranger" --out "$T/no"
has "$SAID" 'does not know this recorder'
[ ! -e "$T/no" ] || fail "papers for a stranger"

# A meeting of two cases, recorded from the papers that were fetched.
sox -R -n -r 48000 -b 16 -c 1 "$T/meeting.wav" synth 80 pinknoise vol 0.2
cat >"$T/marks.csv" <<-END
	at,kind,item,person,words,owner,due
	0:00:00,announce,,,,,
	0:00:00,join,,1,,,
	0:00:00,item,1,,,,
	0:00:40,item,2,,,,
	0:01:20,end,,,,,
END
recorder import "$T/meeting.wav" --marks "$T/marks.csv" --papers "$P" \
	>>"$LOGS/recorder"
M=$(find "$HOME_/meetings" -mindepth 1 -maxdepth 1 -type d)
ID=${M##*/}
IN=$S/incoming/$ID

# What no device has signed answers like a page that there is not, with a
# trusted key beside it too.
forged=(-H "Marac-Device: $(recorder device-key)"
	-H "Marac-Time: $(date +%s%3N)"
	-H "Marac-Hash: $(printf '' | sha256sum | cut -d ' ' -f 1)"
	-H "Marac-Signature: $(printf '0%.0s' {1..128})")
web "$WEB/nonsense" >"$T/nothing"
for what in "papers/M-1" "meeting/$ID" "done/$ID" "file/$ID/journal"; do
	case $what in
	file/*) method=(-T "$M/journal") ;;
	done/*) method=(-X POST) ;;
	*) method=() ;;
	esac
	web "${method[@]}" "$WEB/recorder/$what" >"$T/answer"
	cmp "$T/nothing" "$T/answer" || fail "$what tells that it is there"
	web "${method[@]}" "${forged[@]}" "$WEB/recorder/$what" >"$T/answer"
	cmp "$T/nothing" "$T/answer" || fail "$what takes a forged signature"
done
[ -z "$(find "$S/incoming" -mindepth 1)" ] || fail "a stranger made a folder"

# Killed when the second segment is opened to be sent (it was hashed before),
# and, with the server's machine in between, in the middle of it.
push() {
	"$R" push "$M" "${there[@]}" 2>>"$LOGS/recorder"
}
traced() { # leaks cannot be looked for while traced
	ASAN_OPTIONS=detect_leaks=0 strace -f -qq -o "$T/trace" "$@"
}
killed() { # WHEN CALL: at the WHEN-th such call on the second segment
	status=0
	traced -P "$M/0002.seg" -e trace="$2" \
		-e inject="$2":signal=KILL:when="$1" \
		"$R" push "$M" "${there[@]}" >/dev/null 2>&1 || status=$?
	same "killed at $2 $1" 137 "$status"
}
none_half() {
	same "whole files" "$1" "$(find "$IN" -name '[!.]*' -type f -printf \
		'%f\n' | sort | tr '\n' ' ')"
	cmp "$M/0001.seg" "$IN/0001.seg"
}
hashing=$(($(stat -c %s "$M/0002.seg") / 65536 + 3)) # reads, two at its end
killed 2 openat
none_half '0001.seg journal papers.json '
# Held there until share has begun the file: whoever sees request and end together
# may pass on neither.
background env ASAN_OPTIONS=detect_leaks=0 strace -f -qq -o "$T/trace" \
	-P "$M/0002.seg" -e trace=read \
	-e inject=read:delay_enter=60000000:when=$((hashing + 2)) \
	"$R" push "$M" "${there[@]}" >>"$LOGS/held" 2>&1
begun() {
	[ -n "$(find "$IN" -name '.*' ! -name .brought -type f)" ]
}
until_true 60 begun
held=$(pgrep -P "$LAST")
kill -KILL "$held" "$LAST" # both: strace alone would sit out its delay
{ wait "$LAST"; } 2>/dev/null || true
broken_off() {
	grep -q 'PUT recorder file .* broken off' "$LOGS/share"
}
until_true 60 broken_off
none_half '0001.seg journal papers.json '
nothing_begun() {
	[ -z "$(find "$IN" -name '.*' ! -name .brought -type f)" ]
}
until_true 20 nothing_begun

# The rest, once, though some bytes of it change on their way out at the first
# try; the distributor takes it from there.
background "$BIN/marac-distributor" --store "$S" serve \
	2>>"$LOGS/distributor"
traced -P "$M/0002.seg" -e trace=read \
	-e inject=read:poke_exit=@arg2=deadbeef:when=$((hashing + 1)) \
	"$R" push "$M" "${there[@]}" >"$T/said" 2>>"$LOGS/recorder"
has "$(cat "$T/said")" 'All of it is there, and attached'
same "files that came otherwise than signed" 1 \
	"$(grep -c 'PUT recorder file 400' "$LOGS/share")"
puts=$(grep -c 'PUT recorder file 204' "$LOGS/share")
same "files that were sent" 5 "$puts"
row "attached" "2|complete" "SELECT count(*), min(status) FROM segment"
row "who brought it" "device:1" "SELECT DISTINCT who FROM audit_event
	WHERE what = 'meeting.brought'"
until_true 20 test ! -e "$IN"
cmp "$M/0002.seg" "$S/meetings/$ID/0002.seg"
has "$(store check)" '^Sound'
has "$(push)" 'there already, and attached'
same "files that were sent twice" "$puts" \
	"$(grep -c 'PUT recorder file 204' "$LOGS/share")"
refuses 1 "$R" pull M-1 "${there[@]}" --out "$T/no"

# Another meeting: what is there under a name stays.
accept_meeting M-2 NS-0103
for kind in meetings attendance agenda; do
	store import $kind "$T/csv/$kind.csv" >>"$LOGS/import"
done
store papers M-2 --publish >/dev/null
recorder pull M-2 "${there[@]}" --out "$T/papers-2.json" >/dev/null
sed -i '/item,2/d' "$T/marks.csv"
recorder import "$T/meeting.wav" --marks "$T/marks.csv" \
	--papers "$T/papers-2.json" >>"$LOGS/recorder"
M=$(find "$HOME_/meetings" -mindepth 1 -maxdepth 1 -type d ! -name "$ID")
IN=$S/incoming/${M##*/}
mkdir -p "$IN"
echo other >"$IN/0001.seg"
refuses 1 "$R" push "$M" "${there[@]}"
has "$SAID" 'Another file of this name is here already'
same "what was there" other "$(cat "$IN/0001.seg")"
rm "$IN/0001.seg"

# A recording that was changed is brought, and not attached; the error names
# the segment, and the coordinator is told.
cp "$M/0001.seg" "$T/good"
printf '\xff' | dd of="$M/0001.seg" bs=1 seek=5000 conv=notrunc status=none
cmp -s "$M/0001.seg" "$T/good" && fail "nothing was changed"
# A try before this one ended when the file had its name, but not yet its mode.
install -m 600 "$M/0001.seg" "$IN/0001.seg"
refuses 1 "$R" push "$M" "${there[@]}"
has "$SAID" 'was not attached: .*0001.seg'
same "who may take it from there" 640 "$(stat -c %a "$IN/0001.seg")"
row "nothing of it" 1 "SELECT count(*) FROM recording"
row "an alert" 1 "SELECT count(*) FROM alert
	WHERE text LIKE '%could not be attached%'"

# A laptop whose clock is two hours off.
cp "$T/good" "$M/0001.seg"
rm -r "$IN"
echo 7200 >"$T/offset"
LD_PRELOAD=$BIN/libclockjump.so CLOCKJUMP=$T/offset \
	ASAN_OPTIONS=verify_asan_link_order=0 push >"$T/said"
has "$(cat "$T/said")" 'All of it is there, and attached'
row "both" 2 "SELECT count(*) FROM recording"
