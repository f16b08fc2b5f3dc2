#!/bin/bash
# Goal: rules 8, 10 and 11. A child's file shows the words typed about what it
# plays, and nothing, in the page or to a search, of what was typed about a
# stretch that was cut out or withheld; an action keeps its owner and due date.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sharing.sh"
sharing
staff "$T/cora"
token=$(form "$T/cora" /child/20)
same "opened" 303 "$(status -b "$T/cora" --data-urlencode reason=Visit \
	-H "Origin: $URL" -d form="$token" "$URL/child/20/open")"

file=$(web -b "$T/cora" "$URL/child/20")
has "$file" 'Call the school'
has "$file" 'Change the locks'
has "$(web -b "$T/cora" "$URL/child/20?q=locks")" 'Found in this file: 1'

# The decision at 0:25 and the words of the action at 0:40 are gone, the
# risk at 0:10 is not.
gone() {
	file=$(web -b "$T/cora" "$URL/child/20")
	has "$file" 'He has a key'
	lacks "$file" 'Call the school'
	lacks "$file" 'Change the locks'
	lacks "$file" 'Decision'
	has "$file" 'Words are withheld</td>'
	has "$file" '4 December 2026'
	for word in locks school; do
		found=$(web -b "$T/cora" "$URL/child/20?q=$word")
		has "$found" 'Found in this file: 0'
	done
}

rows "UPDATE rendition_part SET to_sample = 1000000 WHERE rendition_id = 1;
	INSERT INTO rendition_part (rendition_id, number, from_sample, to_sample,
	plays_at) VALUES (1, 2, 1920000, 28800000, 1024000)"
gone # cut out
rows "UPDATE rendition_part SET plays_at = 1920000 WHERE rendition_id = 1 AND
	number = 2;
	INSERT INTO rendition_part VALUES (1, 3, 1000000, 1920000, 1000000, 1)"
gone # withheld
rows "DELETE FROM case_recording"
file=$(web -b "$T/cora" "$URL/child/20")
lacks "$file" 'He has a key'
lacks "$file" 'Call the school'
has "$file" 'Words are withheld'
finish
