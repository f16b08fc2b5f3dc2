#!/usr/bin/env bash
# Goal: an archive for an agency's drop folder gets there whole or not at all,
# under a name that says nothing, and then meets the clock.  SFTP to OpenSSH's
# own server: another host key, another key of ours and a folder that is not
# there are refused; a connection that is lost on the way leaves nothing under
# the archive's name and no clock met; the next try puts the same bytes under the
# same name.  HTTPS: the same with another authority, 401, 503, a connection
# lost half-way, and a kill while the answer is awaited.  Not for family, and not
# for what was taken back.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/handing.sh
. "$ROOT/tests/e2e/handing.sh"

drop() { # PERSON [OPTION...]
	person=$1
	shift
	distributor export M-1 "$person" --drop --by cora "$@"
}
drop_refused() { # PERSON PATTERN [OPTION...]
	person=$1
	pattern=$2
	shift 2
	accept_refused export M-1 "$person" --drop --by cora "$@"
	has "$SAID" "$pattern"
}
met() { # WHAT EXPECTED PERSON
	row "$1" "$2" "SELECT count(*) FROM delivery d
		JOIN copy c ON c.id = d.copy_id JOIN person p
		ON p.id = c.person_id WHERE p.ref = '$3'
		AND d.met_at IS NOT NULL AND d.channel = 'export'"
}
# how many whole archives are in FOLDER
whole() {
	find "$1" -name '*.zip' | wc -l
}
taken() {
	[ "$(whole "$TAKES/inbox")" = 1 ]
}
PASSPHRASE_LIKE='^[2-9A-Z]\{4\}\(-[2-9A-Z]\{4\}\)\{5\}$'

handing_meeting
handing_sftp
handing_takes
handing_conf '[drop]' "key_file = $T/our.key" "ca_file = $T/ca/ca.pem"

# Where: each mistake is named, and nothing is guessed.
bad_folder() { # PATTERN AGENCY URL [OPTION...]
	pattern=$1
	shift
	refuses 1 "$BIN/marac-store" --store "$S" agency drop "$@"
	has "$SAID" "$pattern"
}
CHILDREN="Northshire Children's Services"
HEALTH='Northshire Health'
AT=sftp://$SFTP_USER@127.0.0.1:$SFTP_PORT$T/drop/
drop_refused P6 'has no drop folder'
bad_folder 'no agency is called' Nobody "$AT" --host-key "$SFTP_KEY"
bad_folder '\-\-host-key' "$HEALTH" "$AT"
bad_folder '\-\-host-key' "$HEALTH" "$AT" --host-key SHA256:abc
bad_folder 'the folder must be' "$HEALTH" "${AT%/}" --host-key "$SFTP_KEY"
bad_folder 'the folder must be' "$HEALTH" http://localhost/in/
bad_folder 'the folder must be' "$HEALTH" https://us:word@localhost/in/
bad_folder 'the folder must be' "$HEALTH" 'sftp://us@localhost/a b/' \
	--host-key "$SFTP_KEY"
bad_folder 'the folder must be' "$HEALTH" sftp://us@localhost/a/../b/ \
	--host-key "$SFTP_KEY"
bad_folder '\-\-token-file' "$HEALTH" "$AT" --host-key "$SFTP_KEY" \
	--token-file "$T/token"

# Another server than the one that is known: nothing is put.
ssh-keygen -q -t ed25519 -N '' -C '' -f "$T/another"
ANOTHER=$(ssh-keygen -l -f "$T/another.pub" | cut -d ' ' -f 2)
store agency drop "$CHILDREN" "$AT" --host-key "$ANOTHER" >>"$LOGS/store"
refuses 1 "$BIN/marac-distributor" --store "$S" export M-1 P6 --drop \
	--by cora --new
has "$SAID" 'another host key'
lacks "$(cat "$T/sshd/log")" 'Accepted'
same "what is there" '' "$(ls -A "$T/drop")"
met "met by what was refused" 0 P6

# Our key is not known to them; then their folder is not there.
store agency drop "$CHILDREN" "$AT" --host-key "$SFTP_KEY" >>"$LOGS/store"
mv "$T/sshd/authorized" "$T/sshd/kept"
: >"$T/sshd/authorized"
drop_refused P6 'does not take our key'
mv "$T/sshd/kept" "$T/sshd/authorized"
rmdir "$T/drop"
drop_refused P6 'does not let us write'
mkdir "$T/drop"

# The connection is lost after 20,000 bytes: by a relay between them.
RELAY_PORT=$(postfix_free_port)
background node "$ROOT/tests/e2e/losing.mjs" "$RELAY_PORT" "$SFTP_PORT" 20000
until_true 60 listening "$RELAY_PORT"
store agency drop "$CHILDREN" \
	"sftp://$SFTP_USER@127.0.0.1:$RELAY_PORT$T/drop/" \
	--host-key "$SFTP_KEY" >>"$LOGS/store"
drop P6 --new >"$T/said" 2>"$T/why" && fail "half of it was enough"
PASSPHRASE=$(cat "$T/said")
has "$PASSPHRASE" "$PASSPHRASE_LIKE"
same "whole files there" 0 "$(whole "$T/drop")"
met "met by half of it" 0 P6
row "what waits" 1 "SELECT count(*) FROM export
	WHERE handed_at IS NULL AND void_at IS NULL"
NAME=$(sqlite3 -readonly "$S/marac.db" "SELECT object FROM export
	WHERE void_at IS NULL")
has "$NAME" '^[0-9a-f]\{32\}\.zip$'
WAITS=$(sha256sum <"$S/exports/$NAME")
same "the mode of what waits" '700 600' \
	"$(stat -c %a "$S/exports" "$S/exports/$NAME" | tr '\n' ' ' |
		sed 's/ $//')"

# The same again, past the relay: the same bytes, the same name, no new
# passphrase.
store agency drop "$CHILDREN" "$AT" --host-key "$SFTP_KEY" >>"$LOGS/store"
same "what is said" 'put: 2 documents' "$(drop P6)"
same "what is there" "$NAME" "$(ls -A "$T/drop")"
same "its bytes" "$WAITS" "$(sha256sum <"$T/drop/$NAME")"
7zz t -p"$PASSPHRASE" "$T/drop/$NAME" >"$T/tested"
met "met" 2 P6
same "what waits then" '' "$(ls -A "$S/exports")"
row "the notes" 'A copy for Sam Mockup was put into the agency'"'"'s drop folder.' \
	"SELECT DISTINCT text FROM file_note WHERE kind = 'copy sent'"

# It was put, and the answer lost: it is found there, not put twice.
sqlite3 "$S/marac.db" "UPDATE export SET handed_at = NULL WHERE
	object = '$NAME'"
cp "$T/drop/$NAME" "$S/exports/$NAME"
before=$(stat -c %Y.%i "$T/drop/$NAME")
same "what is said" 'put: 2 documents' "$(drop P6)"
same "the file that is there" "$before" "$(stat -c %Y.%i "$T/drop/$NAME")"

# What a kill may leave there is swept; what is being made is not.
: >"$S/exports/$NAME"
: >"$S/exports/.$NAME.abcdef"
touch -d '25 hours ago' "$S/exports/.$NAME.abcdef"
: >"$S/exports/.$NAME.ghijkl"

# HTTPS, for Hari's agency.
printf 'drop-token-9932\n' >"$T/token"
store agency drop "$HEALTH" "https://localhost:$TAKES_PORT/in/" \
	--token-file "$T/token" >>"$LOGS/store"
handing_answer 401
drop_refused P4 'refuses our token. (401)'
handing_answer 503
drop_refused P4 'could not take it now. (503)'
handing_answer 'hang-up 20000'
drop_refused P4 'did not take all'
same "whole files there" 0 "$(whole "$TAKES/inbox")"
met "met by none of these" 0 P4
row "what waits" 1 "SELECT count(*) FROM export
	WHERE handed_at IS NULL AND void_at IS NULL"

# It is there, the answer does not come, and we are killed: again, the same.
handing_answer mute
background "$BIN/marac-distributor" --store "$S" export M-1 P4 --drop \
	--by cora >"$T/said" 2>>"$LOGS/distributor"
until_true 60 taken
kill -KILL "$LAST"
wait "$LAST" 2>/dev/null || true
cp "$TAKES"/inbox/*.zip "$T/first.zip"
met "met before an answer" 0 P4
handing_answer 201
same "what is said" 'put: 2 documents' "$(drop P4)"
cmp "$T/first.zip" "$TAKES"/inbox/*.zip || fail "other bytes the second time"
met "met" 2 P4
same "whole files there" 1 "$(whole "$TAKES/inbox")"
jq -r 'select(.got > 0) | .path' "$TAKES/requests" | sort -u >"$T/paths"
same "names it was put under" 1 "$(wc -l <"$T/paths")"
has "$(cat "$T/paths")" '^/in/[0-9a-f]\{32\}\.zip$'
same "the token" 'Bearer drop-token-9932' "$(jq -r .headers.authorization \
	"$TAKES/requests" | sort -u)"
same "its length was said" 1 "$(jq -r '.headers."content-length"' \
	"$TAKES/requests" | sort -u | wc -l)"

same "what is left of it" ".$NAME.ghijkl" "$(ls -A "$S/exports")"

# Another authority; and the passphrase is in none of our places.
requests=$(wc -l <"$TAKES/requests")
postfix_certificate "$T/other"
sed -i "s|^ca_file = $T/ca/|ca_file = $T/other/|" "$S/marac.conf"
drop P4 >"$T/said" 2>"$T/why" && fail "another authority was believed"
has "$(cat "$T/why" "$LOGS/distributor")" 'no certificate that is valid'
handing_asked "$requests" || fail "a request went to another server"
for place in "$S" "$LOGS" "$T/sshd/log"; do
	! grep -rqaF -- "$PASSPHRASE" "$place" || fail "it is in $place"
	! grep -rqaF -- drop-token-9932 "$place" || fail "a token is in $place"
done
sed -i "s|^ca_file = $T/other/|ca_file = $T/ca/|" "$S/marac.conf"

# Rule 22: what waits is not put any more once one of it is taken back.
distributor withdraw "$(sqlite3 -readonly "$S/marac.db" "SELECT min(c.id)
	FROM copy c JOIN person p ON p.id = c.person_id
	WHERE p.ref = 'P4'")" --reason Mistaken --by chair >>"$LOGS/distributor"
drop P4 >"$T/said"
same "what is left of it" 'put: 1 document' "$(sed -n 2p "$T/said")"
has "$(sed -n 1p "$T/said")" "$PASSPHRASE_LIKE"

# Family never, not even who works there.
store confirm-safety NS-0101 --by-name "Iris Invented" --capacity idva \
	>>"$LOGS/safety"
accept_decide M-1 NS-0101 P10
distributor copies M-1 >"$T/table-M-1"
drop_refused P10 'has no drop folder'
sqlite3 "$S/marac.db" "UPDATE person SET agency_id =
	(SELECT id FROM agency WHERE name = '$HEALTH') WHERE ref = 'P10'"
drop_refused P10 'never for family'
has "$(store check)" '^Sound:'
store agency drop "$HEALTH" none >>"$LOGS/store"
drop_refused P4 'has no drop folder'
