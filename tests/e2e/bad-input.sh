#!/usr/bin/env bash
# Goal: what other tests leave of bad input: marks of an import out of order,
# a disk that fills during an import and while copies are made, and a store of a
# newer version under the distributor and share.  Each says what, where and what
# to do; rows and files are as they were.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"

unmount() {
	umount "$T/small"
}
at_last unmount
mkdir "$T/small"
mount -t tmpfs -o size=64m tmpfs "$T/small"
S=$T/small/store
HOME_=$T/small/recorder
mkdir -p "$HOME_/meetings"

# everything: the rows, and every file with its size and sum, but logs and locks
everything() {
	sqlite3 -readonly "$S/marac.db" .dump
	find "$T/small" -type f ! -name 'marac.db*' ! -name '*lock' \
		! -name fill -exec sha256sum {} + | sort
	find "$T/small" | grep -v 'marac\.db-\|lock$\|/fill$' | sort
}
unchanged() {
	everything >"$T/after"
	cmp "$T/before" "$T/after" || fail "$1 changed something: $(
		diff "$T/before" "$T/after" | head -n 5)"
}
full() { # leave FREE bytes
	rm -f "$T/small/fill"
	head -c "$(($(df -B1 --output=avail "$T/small" | tail -n 1) - $1))" \
		/dev/zero >"$T/small/fill"
}

accept_store
store papers M-1 --out "$T/papers.json" >/dev/null
sox -R -r 48000 -n -b 16 "$T/meeting.wav" synth 30 pinknoise vol 0.5
everything >"$T/before"

import() {
	"$BIN/marac-recorder" import "$T/meeting.wav" --marks "$T/marks.csv" \
		--papers "$T/papers.json" --home "$HOME_"
}
# marks LINE:COLUMN WHAT: standard input, behind a header, is refused so
marks() {
	{
		echo at,kind,item,person,words,owner,due
		cat
	} >"$T/marks.csv"
	refuses 1 import
	has "$SAID" "$T/marks.csv:$1:.*$2"
	unchanged "$2"
}
marks 4 'end: the meeting is not started; say' <<-END
	0:00:00,announce,,,,,
	0:00:00,join,,1,,,
	0:00:09,end,,,,,
	0:00:12,item,1,,,,
END
marks 5 'before the one above' <<-END
	0:00:00,announce,,,,,
	0:00:00,join,,1,,,
	0:00:12,item,1,,,,
	0:00:09,end,,,,,
END
marks 2 'say "announce"' <<-END
	0:00:02,item,1,,,,
	0:00:09,end,,,,,
END
marks 6 'can begin at most 3.0 s earlier' <<-END
	0:00:00,announce,,,,,
	0:00:00,join,,1,,,
	0:00:02,item,1,,,,
	0:00:05,item,2,,,,
	0:00:05,late,,,4,,
	0:00:09,end,,,,,
END
marks 5 'behind the end of the sound' <<-END
	0:00:00,announce,,,,,
	0:00:00,join,,1,,,
	0:00:02,item,1,,,,
	0:00:31,end,,,,,
END

# A disk that fills in the middle of an import, then room again.
cat >"$T/marks.csv" <<-END
	at,kind,item,person,words,owner,due
	0:00:00,announce,,,,,
	0:00:00,join,,1,,,
	0:00:00,join,,5,,,
	0:00:01,item,1,,,,
	0:00:29,end,,,,,
END
full 60000
refuses 1 import
has "$SAID" 'No space\|full'
unchanged "an import on a full disk"
rm "$T/small/fill"
import >>"$LOGS/recorder"
FOLDER=$(find "$HOME_/meetings" -mindepth 1 -maxdepth 1 -type d)

# The same while it is attached, and while copies are made.
everything >"$T/before"
full 60000
refuses 1 "$BIN/marac-distributor" attach "$FOLDER" --store "$S"
has "$SAID" 'No space\|full'
unchanged "attach on a full disk"
rm "$T/small/fill"
distributor attach "$FOLDER" >>"$LOGS/distributor"
distributor release M-1 --by chair >>"$LOGS/distributor"
sqlite3 "$S/marac.db" 'PRAGMA wal_checkpoint(TRUNCATE)' >"$T/said"
everything >"$T/before"
full 12000
refuses 1 "$BIN/marac-distributor" copies M-1 --store "$S"
has "$SAID" 'No space\|full'
unchanged "copies on a full disk"
rm "$T/small/fill"
has "$(store check)" '^Sound'

# A store of a newer version: every program refuses it, and not a byte changes.
version=$(sqlite3 -readonly "$S/marac.db" 'PRAGMA user_version')
sqlite3 "$S/marac.db" "PRAGMA user_version = $((version + 1));
	PRAGMA wal_checkpoint(TRUNCATE)" >"$T/said"
everything >"$T/before"
sum=$(sha256sum <"$S/marac.db")
for verb in "attach $FOLDER" "release M-1 --by chair" "copies M-1" deliver \
	"due M-1" serve; do
	# shellcheck disable=SC2086 # one word an argument
	refuses 1 timeout 120 "$BIN/marac-distributor" $verb --store "$S"
	has "$SAID" 'newer'
	unchanged "$verb"
done
refuses 1 timeout 120 "$BIN/marac-share" serve --store "$S"
has "$SAID" 'newer'
unchanged "serve"
same "the database" "$sum" "$(sha256sum <"$S/marac.db")"
