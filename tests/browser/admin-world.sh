#!/usr/bin/env bash
# Goal: a store with an administrator and the others, served by share, for the
# browser tests of administrators.  As office-world.sh: says where on standard
# output, then READY; ends when its standard input does, and says SQL's answer to
# each line until then.

. "$(dirname "$0")/../e2e/lib.sh"
# shellcheck source=tests/e2e/administering.sh
. "$ROOT/tests/e2e/administering.sh"

openssl req -x509 -newkey ed25519 -nodes -days 30 -subj /CN=documents.invalid \
	-keyout "$T/key.pem" -out "$T/cert.pem" 2>/dev/null
# shellcheck disable=SC2034 # administering.sh reads it
ADMIN_CONF="certificate = $T/cert.pem

[retention]
review_years = 7"
admin_store
store key trust "Room laptop" \
	"$("$BIN/marac-recorder" device-key --home "$T/recorder")" >/dev/null
OLD=$("$BIN/marac-recorder" device-key --home "$T/old")
store key trust "Old laptop" "$OLD" >/dev/null
store key distrust "$OLD" >/dev/null
store backed-up >/dev/null
store check >/dev/null
admin_serve
cat <<END
URL=$WEB
PASSWORD=$PASSWORD
TOTP_ADA=$(cat "$T/ada.totp")
READY
END
while IFS= read -r line; do
	sqlite3 "$S/marac.db" "$line"
	echo DONE
done
admin_finish
