#!/usr/bin/env bash
# init makes a whole store that only its owner reads, refuses an existing one
# without touching it, and leaves nothing half-made wherever it is stopped.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/storing.sh
. "$ROOT/tests/e2e/storing.sh"

SAID=$(store init)
has "$SAID" 'marac-store import people'
same "the folder's mode" 700 "$(stat -c %a "$S")"
same "what is in it" "incoming keys marac.conf marac.db meetings objects" \
	"$(find "$S" -mindepth 1 -maxdepth 1 -printf '%f\n' | sort | xargs)"
same "files that others may read" "" "$(find "$S" -perm /077)"
same "keystores" "distributor.kek distributor.keystore share.kek share.keystore" \
	"$(find "$S/keys" -name '*.ke*' ! -name '*.lock' -printf '%f\n' |
		sort | xargs)"
row "the link key" "1|1" \
	"SELECT number, void_at IS NULL FROM link_key"
row "share's public key" 32 \
	"SELECT length(value) FROM setting WHERE name = 'share_public_key'"
row "the audit" "store.made" "SELECT what FROM audit_event"
# Every line of the sample configuration is a comment: nothing is switched on.
same "settings in the sample" "" \
	"$(grep -v '^\([#;]\|\[\|$\)' "$S/marac.conf" || true)"
has "$(store check)" '^Sound:'

# An existing store stays as it is.
(cd "$S" && find . -type f -exec sha256sum {} + | sort) >"$T/before"
refuses 1 store init
has "$SAID" 'there is a store in .* already'
(cd "$S" && find . -type f -exec sha256sum {} + | sort) >"$T/after"
cmp "$T/before" "$T/after" || fail "init changed an existing store"

# A folder of something else is refused; keys without a database above all.
mkdir -p "$T/other/keys"
echo precious >"$T/other/keys/share.keystore"
S=$T/other refuses 1 store init
has "$SAID" 'no marac.db'
same "what was there" precious "$(cat "$T/other/keys/share.keystore")"
same "what else is there" keys "$(ls -A "$T/other")"

# A settings file that came before the store is kept.
mkdir "$T/conf"
echo '# ours' >"$T/conf/marac.conf"
S=$T/conf store init >/dev/null
same "the settings" '# ours' "$(cat "$T/conf/marac.conf")"

# Killed at any write or rename: no marac.db without the rest, and the next
# init goes on from there.
made=0
for call in renameat2 pwrite64 fdatasync fsync mkdir; do
	for n in 1 2 3 4 5 6 8 11; do
		rm -rf "$T/killed"
		S=$T/killed
		got=0
		ASAN_OPTIONS=detect_leaks=0 strace -f -qq -o /dev/null \
			-e trace="$call" \
			-e inject="$call:signal=KILL:when=$n" \
			"$BIN/marac-store" init --store "$S" >/dev/null 2>&1 ||
			got=$?
		[ "$got" = 0 ] && continue # fewer such calls than n
		made=$((made + 1))
		if [ -e "$S/marac.db" ]; then
			store check >/dev/null || fail "$call $n: half a store"
		else
			store init >/dev/null || fail "$call $n: cannot go on"
			same "$call $n: left behind" "" \
				"$(find "$S" -maxdepth 1 -name ".init*")"
			has "$(store check)" "^Sound:"
		fi
	done
done
[ "$made" -ge 20 ] || fail "only $made kills landed"
