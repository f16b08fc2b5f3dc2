#!/usr/bin/env bash
# Goal: with a user for each program, as README.md sets them up, recorder,
# distributor and share do their work; neither can open the other's keys, share no
# original, and the recorder nothing of the store; share can rename, remove and
# make nothing beside what is its own; and what root changes afterwards they still
# can read.  The log of the database stays, empty, for whoever comes next.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"

DISTRIBUTOR=64101
SHARE=64102
RECORDER=64103
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
	group=$GROUP
	[ "$user" != "$RECORDER" ] || group=$RECORDER
	exec setpriv --reuid "$user" --regid "$group" --clear-groups \
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
chmod 711 "$T" # as /var/lib is
chown -R "$RECORDER:$RECORDER" "$HOME_"
chmod 700 "$HOME_"
recorder() {
	as "$RECORDER" "$BIN/marac-recorder" --home "$HOME_" "$@" \
		2>>"$LOGS/recorder"
}
store papers M-1 --out "$T/papers-M-1.json" >/dev/null
install -o "$RECORDER" -m 400 "$T/papers-M-1.json" "$T/day.wav" "$T/marks.csv" \
	"$HOME_"
recorder import "$HOME_/day.wav" --marks "$HOME_/marks.csv" \
	--papers "$HOME_/papers-M-1.json" >>"$LOGS/recorder"
FOLDER=$(find "$HOME_/meetings" -mindepth 1 -maxdepth 1 -type d)
same "whose the recording is" "$RECORDER" "$(stat -c %u "$FOLDER/0001.seg")"

# As README.md says it.
mkdir -m 711 "$T/etc"
mv "$S"/keys/*.kek "$T/etc"
(
	cd "$S"
	chown -R "$DISTRIBUTOR:$GROUP" . "$T/etc/distributor.kek"
	chown "$SHARE" incoming keys/share.* "$T/etc/share.kek"
	chmod 2750 . keys objects && chmod 2770 incoming
	chmod 660 marac.db* && chmod 640 marac.conf
)
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

# What share must not see, whoever runs it; the plain names first, so that a
# wrong path fails the test.
for path in meetings keys/distributor.keystore; do
	[ -e "$S/$path" ] || fail "there is no $path"
	! as "$SHARE" test -r "$S/$path" || fail "share can read $path"
done
[ -e "$T/etc/distributor.kek" ] || fail "there is no key of the distributor"
! as "$SHARE" test -r "$T/etc/distributor.kek" ||
	fail "share can read the distributor's key"
! as "$DISTRIBUTOR" test -r "$S/keys/share.keystore" ||
	fail "the distributor can read share's keys"
! as "$DISTRIBUTOR" test -r "$T/etc/share.kek" ||
	fail "the distributor can read share's key"
SEALED=$(find "$S/meetings" -name 0001.seg)
! as "$SHARE" cat "$SEALED" >/dev/null 2>&1 || fail "share can read a master"
for path in "$S" "$S/marac.db" "$S/marac.conf" "$T/etc/distributor.kek" \
	"$T/etc/share.kek"; do
	! as "$RECORDER" test -r "$path" || fail "the recorder can read $path"
done

# Nor change what is not its own.
before=$(find "$S" -mindepth 1 -maxdepth 1 -printf '%f\n' | sort)
for name in $before; do
	! as "$SHARE" mv "$S/$name" "$S/x$name" 2>/dev/null ||
		fail "share can rename $name"
	! as "$SHARE" rm -rf "${S:?}/$name" 2>/dev/null ||
		fail "share can remove $name"
done
! as "$SHARE" touch "$S/new" "$S/objects/new" "$S/keys/new" 2>/dev/null ||
	fail "share can make files"
same "what is there" "$before" \
	"$(find "$S" -mindepth 1 -maxdepth 1 -printf '%f\n' | sort)"
as "$SHARE" mkdir "$S/incoming/new"
as "$DISTRIBUTOR" rmdir "$S/incoming/new"
store check >/dev/null || fail "the check as root"

# All closed: share is the first to come, and finds a log that it may write.
kill "$LAST"
wait "$LAST" || fail "the server's end"
same "bytes of the log" 0 "$(stat -c %s "$S/marac.db-wal")"
background become "$SHARE" "$BIN/marac-share" serve --store "$S" 2>>"$LOGS/share"
until_true 60 web -f "$WEB/health"
came=$(printf 'code=2222-2222-2222' | web_status -H "Origin: $WEB" \
	--data-binary @- "$LINK")
same "a wrong code, which is counted" 403 "$came"
row "counted" 1 "SELECT failures FROM access_code"
