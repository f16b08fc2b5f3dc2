#!/usr/bin/env bash
# A store made by a newer version is refused by every verb, migrate too, and
# not one byte of it changes.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/storing.sh
. "$ROOT/tests/e2e/storing.sh"

store init >/dev/null
template_all "$T/csv"
version=$(sqlite3 "$S/marac.db" 'PRAGMA user_version')
[ "$version" -ge 1 ] || fail "user_version is $version"
sqlite3 "$S/marac.db" "PRAGMA user_version = $((version + 1))" >/dev/null
sum=$(sha256sum <"$S/marac.db")

refuses 1 store migrate
has "$SAID" 'newer'
refuses 1 store check
has "$SAID" 'newer'
refuses 1 store import people "$T/csv/people.csv"
has "$SAID" 'newer'
refuses 1 store key links
has "$SAID" 'newer'
same "the database" "$sum" "$(sha256sum <"$S/marac.db")"

# And one that is not ours at all.
rm "$S"/marac.db*
sqlite3 "$S/marac.db" 'CREATE TABLE guest (name TEXT)'
refuses 1 store check
refuses 1 store migrate
same "their table" guest \
	"$(sqlite3 "$S/marac.db" 'SELECT name FROM sqlite_master')"
