#!/usr/bin/env bash
# Goal: a hold stops what was sent already: within 60 s its page and its sound
# answer like a copy that never existed, in the middle of a transfer too; and
# when it ends they are there again.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sharing.sh"
. "$(dirname "$0")/sipping.sh"
sharing
broken() {
	grep -q 'copy audio 200 .*broken off' "$LOG"
}
come_in "$TOKEN_OLIVE" "$CODE_OLIVE" "$T/jar"
ONE=$(copy "$T/jar")
TWO=$(copy "$T/jar" 2)
same "before" 200 "$(status -b "$T/jar" "$URL$ONE")"
sip slow "$URL$ONE/document.opus" "$T/jar" 850
rows "INSERT INTO safety_hold (meeting_id, case_id, person_id, reason,
	placed_by, placed_at) SELECT meeting_id, case_id, person_id, 'why',
	(SELECT min(id) FROM account), 1 FROM copy WHERE id = 1"
same "its page" 404 "$(status -b "$T/jar" "$URL$ONE")"
same "its audio" 404 "$(status -b "$T/jar" "$URL$ONE/document.opus")"
same "the other copy" 200 "$(status -b "$T/jar" "$URL$TWO")"
until_true 60 broken
sip_stop slow
rows "UPDATE safety_hold SET released_at = 2, released_by = placed_by"
same "its page again" 200 "$(status -b "$T/jar" "$URL$ONE")"
finish
