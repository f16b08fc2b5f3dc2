#!/usr/bin/env bash
# A mistake in a CSV file is named by file, line and column, with what to do;
# then nothing of the file is imported.  What spreadsheets write is taken.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/storing.sh
. "$ROOT/tests/e2e/storing.sh"

store init >/dev/null
template_all "$T/csv"
import_all "$T/csv"
dump >"$T/before"

# broken KIND PATTERN: the CSV on standard input is refused with PATTERN, and
# nothing changed.  ~ in PATTERN is the file.
broken() {
	cat >"$T/bad.csv"
	refuses 1 store import "$1" "$T/bad.csv"
	has "$SAID" "$(printf '%s' "$2" | sed "s|~|$T/bad.csv|")"
	has "$SAID" 'nothing was imported'
	dump >"$T/after"
	cmp "$T/before" "$T/after" || fail "changed by: $2"
}

HEAD=ref,name,aliases,agency,title

broken people '~:3:4: must not be blank' <<END
$HEAD
P1,Another Name,,,
P2,,,,
END
broken people '~:3:1: 4 fields, but the header has 5' <<END
$HEAD
P1,Cora Sample,,,
P2,Erin Example,,
END
broken people "~:1:10: people have no column 'alias'" <<END
ref,name,alias,agency,title
END
broken people "~:1:1: the column 'title' is missing" <<END
ref,name,aliases,agency
END
broken people "~:1:31: the column 'ref' is there twice" <<END
$(printf %s "$HEAD" | sed 's/aliases,//'),aliases,ref
END
broken people '~:1:1: the file is empty' </dev/null
broken people '~:2:4: the quote that opens here is never closed' <<END
$HEAD
P1,"Cora Sample,,,
P2,Erin Example,,,
END
broken people '~:2:9: a quote in the wrong place' <<END
$HEAD
P1,Cora "the" Sample,,,
END
broken people '~:4:1: line 2 is about the same' <<END
$HEAD
P1,Cora Sample,,,
P2,Erin Example,,,
P1,Cora Invented,,,
END
# Columns count characters, not bytes: the blank field is the 16th.
broken people '~:2:16: must not be blank' <<END
name,ref,aliases,agency,title
Ŵyn Łucja Éxam,,,,
END
printf '%s\nP1,Caf\351,,,\n' "$HEAD" |
	broken people '~:2:4: not UTF-8'
# A line end inside quotes counts.
broken children "~:3:9: nobody has the reference 'nobody'" <<END
school,born_on,person,expected_on,interpreter,flags,understands,understanding_by,understanding_on,supporter
"Two
lines",,nobody,,,,,,,
END
broken relationships "~:2:1: nobody has the reference 'P99'" <<END
person,child,kind,parental_responsibility,source_of_harm,valid_from,valid_to
P99,P3,uncle,no,no,,
END
broken relationships '~:2:17: must be one of: unknown, yes, no, disputed' <<END
person,child,kind,parental_responsibility,source_of_harm,valid_from,valid_to
P2,P3,mother,no,perhaps,,
END
broken relationships '~:2:20: must be a date of the calendar' <<END
person,child,kind,parental_responsibility,source_of_harm,valid_from,valid_to
P2,P3,mother,no,no,2026-02-29,
END
broken routes '~:2:10: not an e-mail address' <<END
$(head -n 1 "$T/csv/routes.csv")
P1,email,cora.example.invalid,yes,,,,,,,
END
lacks "$SAID" cora.example.invalid # a value is not repeated
broken routes '~:2:10: an e-mail address here is plain ASCII' <<END
$(head -n 1 "$T/csv/routes.csv")
P1,email,cora@x.invalid> NOTIFY=NEVER,yes,,,,,,,
END
broken routes '~:2:29: must be a time from 00:00 to 23:59' <<END
$(head -n 1 "$T/csv/routes.csv")
P1,email,cora@x.invalid,yes,24:00,09:00,,,,,
END
broken meetings '~:2:16: must be a day and a time' <<END
$(head -n 1 "$T/csv/meetings.csv")
M9,marac,Area,,2026-11-23,,
END
broken agenda '~:3:38: no case has the reference' <<END
$(head -n 1 "$T/csv/agenda.csv")
NS-2026-11-23,3,discussion,NS-0042,,
NS-2026-11-23,4,discussion,          NS-9,,
END
broken cases '~:2:12: the victim is among' <<END
reference,victim,perpetrators,children,criteria,dash_score,last_referral_on
NS-0041,P2,P5; P2,,,,
END
broken conflicts '~:2:26: must be the day' <<END
meeting,case,person,declared
NS-2026-11-23,NS-0041,P1,
END

broken languages '~:2:4: must be one of: en, cy' <<END
person,language
P1,Welsh
END

# Twenty at once, and how many more; whole rows that were right do not stay.
{
	echo $HEAD
	n=0
	while [ $n -lt 30 ]; do
		n=$((n + 1))
		echo "R$n,Right Example,,,"
		echo "W$n,,,,"
	done
} >"$T/many.csv"
broken people 'and 10 more' <"$T/many.csv"
same "faults shown" 20 "$(printf '%s\n' "$SAID" | grep -c 'must not be blank')"
has "$SAID" '30 faults'

refuses 1 store import people "$T/none.csv"
has "$SAID" 'none.csv'
refuses 1 store import persons "$T/csv/people.csv"
has "$SAID" "'persons' cannot be imported"
dump >"$T/after"
cmp "$T/before" "$T/after" || fail "a refused call changed something"

# What spreadsheets write: a byte order mark, CRLF, quotes, columns in another
# order, empty lines at the end.
printf '\357\273\277agency,"ref",name,title,aliases\r\n"Council, Northshire",P1,"Cora ""Co"" Sample",,\r\n,P8,Sam Invented,,"Sammy Sample;Sam S"\r\n\r\n' \
	>"$T/sheet.csv"
has "$(store import people "$T/sheet.csv")" '1 added, 1 changed, 0 as they were'
row "the agency" 'Council, Northshire' "SELECT agency.name FROM agency
	JOIN person ON agency_id = agency.id WHERE ref = 'P1'"
row "the name" 'Cora "Co" Sample' "SELECT name FROM person WHERE ref = 'P1'"
row "the aliases" 2 "SELECT count(*) FROM person_alias
	JOIN person ON person.id = person_id WHERE ref = 'P8'"
has "$(store check)" '^Sound:'
