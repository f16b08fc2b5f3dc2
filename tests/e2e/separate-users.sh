#!/usr/bin/env bash
# Goal: with a user for each program, as README.md sets them up, distributor and
# share do their work; neither can open the other's keys, share no original; and
# what root changes afterwards they still can read.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"

DISTRIBUTOR=64101
SHARE=64102
GROUP=64100

# as USER COMMAND...
as() (
	become "$@"
)

# The same in place of the process that calls it, so that its pid is the
# command's and the end of the test reaches it.
become() {
	user=$1
	shift
	exec setpriv --reuid "$user" --regid "$GROUP" --clear-groups \
		bash -c 'umask 007; exec "$@"' as "$@"
}

accept_store
sox -n -r 48000 -b 16 -c 1 "$T/day.wav" synth 12 sine 440 vol 0.2
cat >"$T/marks.csv" <<-END
	at,kind,item,person,words,owner,due
	0:00:00,announce,,,,,
	0:00:00,join,,1,,,
	0:00:02,item,1,,,,
	0:00:12,end,,,,,
END
accept_import M-1 "$T/day.wav" "$T/marks.csv"

# As README.md says it.
chmod 711 "$T" # as /var/lib is
mkdir -m 711 "$T/etc"
mv "$S"/keys/*.kek "$T/etc"
chown -R "$DISTRIBUTOR:$GROUP" "$S" "$T/etc/distributor.kek"
chown "$SHARE" "$S"/keys/share.* "$T/etc/share.kek"
chmod 2770 "$S"
chmod 2750 "$S/keys" "$S/objects"
chmod 660 "$S/marac.db"
chmod 640 "$S/marac.conf"
export CREDENTIALS_DIRECTORY=$T/etc

# Root makes a link key: the keystore is written anew.
store key links >/dev/null
same "whose the keystore is" "$DISTRIBUTOR" \
	"$(stat -c %u "$S/keys/distributor.keystore")"

cp -r "$FOLDER" "$T/folder"
chown -R "$DISTRIBUTOR:$GROUP" "$T/folder"
distributor() {
	as "$DISTRIBUTOR" "$BIN/marac-distributor" --store "$S" "$@" \
		2>>"$LOGS/distributor"
}
FOLDER=$T/folder
accept_send M-1
background become "$SHARE" "$BIN/marac-share" serve --store "$S" 2>>"$LOGS/share"
until_true 60 web -f "$WEB/health"
accept_fetch cora P1
opusinfo "$T"/got/cora-*.opus >/dev/null || fail "what cora was sent is no audio"

# What share must not see, whoever runs it.
for path in meetings keys/distributor.keystore; do
	! as "$SHARE" test -r "$S/$path" || fail "share can read $path"
done
! as "$DISTRIBUTOR" test -r "$S/keys/share.keystore" ||
	fail "the distributor can read share's keys"
store check >/dev/null || fail "the check as root"
