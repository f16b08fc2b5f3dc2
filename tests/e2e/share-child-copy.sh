#!/usr/bin/env bash
# Goal: a child's own copy speaks to the child: other words than everybody
# else's, who will listen with them by name, whom to call, that they may stop;
# and nothing that tells a stranger who looks over a shoulder what it is.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/sharing.sh
. "$ROOT/tests/e2e/sharing.sh"

# shellcheck disable=SC2034 # sharing reads it
AUDIO_SECONDS=30
sharing
come_in "$TOKEN_FRANK" "$CODE_FRANK" "$T/frank"
HIS=$(copy "$T/frank")
PAGE=$(web -b "$T/frank" "$URL$HIS")
has "$PAGE" 'You can listen to it here'
lacks "$PAGE" 'Childline'

# The same copy, had it been made for a child.
rows "INSERT INTO child (person_id, born_on, understands, understanding_by,
	understanding_at, supporter) SELECT id, '2012-02-03', 1, 'Iris Invented',
	1795442400000, 'Iris <Invented>' FROM person WHERE name = 'Frank Invented'"
PAGE=$(web -b "$T/frank" "$URL$HIS")
has "$PAGE" 'You do not have to listen'
has "$PAGE" 'best to listen with Iris &lt;Invented&gt;'
has "$PAGE" 'Childline on 0800 1111'
lacks "$PAGE" 'You can listen to it here'
for word in meeting recording marac abuse violence police; do
	lacks "$(printf '%s' "$PAGE" | tr '[:upper:]' '[:lower:]')" "$word"
done

# Rule 13: without a named supporter it is not heard at all.
rows "UPDATE child SET supporter = '' WHERE supporter LIKE 'Iris%'"
same "without a supporter" 404 "$(web -b "$T/frank" -o "$T/page" \
	-w "%{http_code}" "$URL$HIS")"
finish
