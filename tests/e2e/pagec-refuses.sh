#!/bin/bash
# Goal: pagec escapes by where a field stands, has no way around that, and
# refuses what it cannot make safe; a misspelt field does not compile, nor do
# words that are not in the wordbook, have other holes, or lack a language.
. "$(dirname "$0")/lib.sh"
PAGEC=$BIN/../share/pagec
cd "$T"
cat >fields.h <<'END'
#include <stdbool.h>
#include <stddef.h>
#include "share/page.h"
struct row { const char *name; int n; };
struct fields {
	struct page_shell shell;
	const char *text;
	char array[8];
	long long number;
	bool yes;
	struct row *rows;
	size_t nrows;
};
END

page() {
	printf '{%% page try fields "fields.h" %%}\n%s\n' "$1" >try.page
}

# wrong WORDS PAGE: pagec names file and line and says WORDS.
wrong() {
	page "$2"
	refuses 1 "$PAGEC" try.page try.c try.h
	has "$SAID" "^try.page:[0-9]*: .*$1"
}

# compiles PAGE / stumbles WORDS PAGE: the C compiler's word on it.
compile() {
	page "$1"
	"$PAGEC" try.page page_try.c page_try.h
	cc -std=c17 -fsyntax-only -I. -I"$ROOT" -I"$ROOT/schema" page_try.c
}
stumbles() {
	if said=$(compile "$2" 2>&1); then
		fail "this compiled: $2"
	fi
	has "$said" 'try.page:2'
	has "$said" "$1"
}

compile '<p title="{{ text }}">{{ text }} {{ array }} {{ number }}</p>'
compile '{% for row in rows %}<a href="/x/{{ row.n }}?q={{ row.name }}">{{ row.name }}</a>{% end %}'
compile '{% if yes %}<b>{% else %}<b class="x">{% end %}</b>'
compile '{% if not text %}-{% end %}{% if nrows %}+{% end %}'
compile '<input value="{{ text }}"{% if yes %} disabled{% end %}>'

compile '<p title="{{ say.lasts text }}">{{ say.danger }}</p>'
compile '{% for row in rows %}{{ say.task_link row.n row.name }}{% end %}'

stumbles WORDBOOK_NOPE '{{ say.nope }}'
stumbles holes '{{ say.lasts }}'
stumbles holes '{{ say.danger text }}'
stumbles texd '{{ say.lasts texd }}'
stumbles texd '{{ texd }}'
stumbles nme '{% for row in rows %}{{ row.nme }}{% end %}'
stumbles row '{% for row in rows %}{% end %}{{ row.name }}'
stumbles yes '{{ yes }}'
stumbles rows '{{ rows }}'
stumbles rows '{% if rows %}{% end %}'
stumbles text '{% for x in text %}{{ x.y }}{% end %}'

wrong 'no words may' '<p {{ say.danger }}>'
wrong 'no words may' '<a href="{{ say.danger }}">'
wrong 'nothing can be escaped' '<p {{ text }}>'
wrong 'nothing can be escaped' '<p title={{ text }}>'
wrong 'nothing can be escaped' '<{{ text }}>'
wrong 'nothing can be escaped' '</{{ text }}>'
wrong 'nothing can be escaped' '<script>{{ text }}</script>'
wrong 'nothing can be escaped' '<STYLE>{{ text }}</STYLE>'
wrong 'nothing can be escaped' '<!-- {{ text }} -->'
wrong 'forbids' '<p onclick="x">'
wrong 'forbids' '<p ONCLICK=x>'
wrong 'forbids' '<p style="{{ text }}">'
wrong 'forbids' '<iframe srcdoc="{{ text }}">'
wrong 'address begins' '<a href="{{ text }}">'
wrong 'address begins' '<a href="java{{ text }}">'
wrong 'address begins' '<a href="/{{ text }}">'
wrong 'address begins' '<a href="//{{ text }}">'
wrong 'address begins' "<form action='{{ text }}'>"
wrong 'not a path' '{{ text; }}'
wrong 'not a path' '{{ a->b }}'
wrong 'not a path' '{{ f() }}'
wrong 'not a path' '{{ }}'
wrong 'not a path' '{{ A }}'
wrong 'not a directive' '{% raw text %}'
wrong 'not a directive' '{% if text == 1 %}{% end %}'
wrong 'different places' '{% if yes %}<p>{% else %}<p {% end %}'
wrong 'different places' '{% if yes %}<p title="{% end %}">'
wrong 'without end' '{% if yes %}'
wrong 'end of nothing' '{% end %}'
wrong 'else without if' '{% else %}'
wrong 'else without if' '{% for x in rows %}{% else %}{% end %}'
wrong 'ends inside a tag' '<p'
wrong 'no end' '{{ text'
printf '<p>no first line</p>\n' >try.page
refuses 1 "$PAGEC" try.page try.c try.h
has "$SAID" 'a page begins'

# A wordbook in which one entry lacks its Welsh.
mkdir base
cp "$ROOT/schema/base/wordbook".* base
words() {
	cc -std=c17 -D_GNU_SOURCE -fsyntax-only -I. -I"$ROOT/schema" \
		base/wordbook.c 2>words
}
words || fail "the wordbook does not compile: $(cat words)"
for lacking in 's/^W(EXIT, 0, "Exit this page", .*/W(EXIT, 0, "Exit this page")/' \
	's/^W(EXIT, 0, "Exit this page", .*/W(EXIT, 0, "Exit this page", "")/'; do
	sed "$lacking" "$ROOT/schema/base/wordbook.def" >base/wordbook.def
	! cmp -s base/wordbook.def "$ROOT/schema/base/wordbook.def" ||
		fail "nothing was changed by $lacking"
	if words; then
		fail "this compiled: $lacking"
	fi
	has "$(cat words)" 'EXIT'
done
