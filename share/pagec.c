/*
 * pagec -- turn a .page file into a C function (a build tool).
 *
 *	pagec FILE.page OUT.c OUT.h
 *
 * A page:
 *
 *	{% page NAME TYPE "header.h" %}    first; makes
 *		void page_NAME(struct buf *out, const struct TYPE *p);
 *	{{ path }}                         a field, escaped; there is no other way
 *	{{ say.name path path }}           words of the reader's language
 *					   (base/wordbook.def), a path for each
 *					   of their holes
 *	{% if path %} {% if not path %} {% else %} {% end %}
 *	{% for x in path %} {% end %}      path is an array, npath its count
 *	{% include NAME path %}            page_NAME(out, &path)
 *	{# said to the reader of the page file only #}
 *
 * A path is names with dots: the first is a loop's variable or a field of p.
 * The C compiler checks every name, with the page's own line in its message.
 *
 * HTML is followed closely enough to know where a field stands: in text, in a
 * quoted attribute (escaped), or in an address (percent-encoded, and only
 * behind a "/", "#" or "?" of the page's own).  Anywhere else (a tag's name, an
 * unquoted attribute, script, style, a comment) it is refused, and so are
 * on..., style and srcdoc attributes, which the pages' policy forbids.
 */
#include "share/markup.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH = 16, NAME = MARKUP_NAME, CHUNK = 1500 };

struct block {
	bool loop;
	bool had_else;
	char variable[NAME];
	struct markup at_start; /* both ways through must end alike */
	struct markup at_if_end;
};

struct page {
	const char *file;
	const char *at;
	const char *language; /* as C: of whoever reads the page */
	int line;
	FILE *out;
	struct markup html;
	struct block blocks[DEPTH];
	int depth;
	char chunk[CHUNK];
	size_t used;
};

static _Noreturn void
die(const struct page *page, const char *fmt, ...)
{
	va_list ap;

	(void)fprintf(stderr, "%s:%d: ", page->file, page->line);
	va_start(ap, fmt);
	(void)vfprintf(stderr, fmt, ap);
	va_end(ap);
	(void)fputc('\n', stderr);
	exit(1);
}

static char *
slurp(const char *path)
{
	FILE *f = fopen(path, "rb");
	char *text;
	size_t len, room = 1 << 20;

	if (f == NULL || (text = malloc(room)) == NULL) {
		perror(path);
		exit(1);
	}
	len = fread(text, 1, room - 1, f);
	if (ferror(f) || !feof(f)) {
		(void)fprintf(stderr, "%s: unreadable or over 1 MiB\n", path);
		exit(1);
	}
	(void)fclose(f);
	text[len] = '\0';
	return text;
}

static void
flush(struct page *page)
{
	if (page->used == 0)
		return;
	(void)fprintf(page->out, "\tbuf_text(out, \"");
	for (size_t i = 0; i < page->used; i++) {
		unsigned char c = (unsigned char)page->chunk[i];

		if (c == '\n' && i + 1 < page->used)
			(void)fputs("\\n\"\n\t    \"", page->out);
		else if (c == '\n')
			(void)fputs("\\n", page->out);
		else if (c == '"' || c == '\\' || c == '?')
			(void)fprintf(page->out, "\\%c", c);
		else if (c < 0x20 || c >= 0x7f)
			(void)fprintf(page->out, "\\%03o", c);
		else
			(void)fputc(c, page->out);
	}
	(void)fputs("\");\n", page->out);
	page->used = 0;
}

static void
literal(struct page *page, const char *from, size_t len)
{
	const char *wrong;

	for (size_t i = 0; i < len; i++) {
		if (page->used == CHUNK)
			flush(page);
		page->chunk[page->used++] = from[i];
		wrong = markup_follow(&page->html, from[i]);
		if (wrong != NULL)
			die(page, "%s: %s", page->html.attr, wrong);
		if (from[i] == '\n')
			page->line++;
	}
}

/* PATH as C: "p->a.b", or "(*v_x).b" of a loop's variable x. */
static void
resolve(struct page *page, const char *path, char out[3 * NAME])
{
	size_t first = strcspn(path, ".");

	if (path[0] == '\0' || !(islower((unsigned char)path[0])))
		die(page, "'%s' is not a path", path);
	for (const char *c = path; *c != '\0'; c++) {
		if (!islower((unsigned char)*c) &&
		    !isdigit((unsigned char)*c) && *c != '_' &&
		    (*c != '.' || !islower((unsigned char)c[1])))
			die(page, "'%s' is not a path", path);
	}
	for (int i = page->depth; i-- > 0;) {
		const struct block *b = &page->blocks[i];

		if (b->loop && strlen(b->variable) == first &&
		    strncmp(b->variable, path, first) == 0) {
			(void)snprintf(out, 3 * NAME, "(*v_%.*s)%s", (int)first,
			    path, path + first);
			return;
		}
	}
	(void)snprintf(out, 3 * NAME, "p->%s", path);
}

static void
hole(struct page *page, const char *path)
{
	const struct markup *h = &page->html;
	char c[3 * NAME];

	resolve(page, path, c);
	if (h->where != MARKUP_TEXT && h->where != MARKUP_VALUE)
		die(page, "'%s' stands where nothing can be escaped", path);
	flush(page);
	(void)fprintf(page->out, "#line %d \"%s\"\n", page->line, page->file);
	if (h->where == MARKUP_VALUE && markup_is_address(h)) {
		if (!markup_address_begun(h))
			die(page, "an address begins with /, # or ?");
		(void)fprintf(page->out, "\tpage_address(out, %s);\n", c);
	} else {
		(void)fprintf(page->out, "\tpage_put(out, %s);\n", c);
	}
}

/* Words of the reader's, with what goes into their holes. */
static void
say(struct page *page, char *text)
{
	const struct markup *h = &page->html;
	bool address = h->where == MARKUP_VALUE && markup_is_address(h);
	char name[NAME], c[3 * NAME], *save = NULL, *word;
	int holes = 0;

	word = strtok_r(text, " \t\n", &save) + strlen("say.");
	if (strlen(word) >= NAME)
		die(page, "'%s' is not the name of words", word);
	for (size_t i = 0; i <= strlen(word); i++)
		name[i] = (char)toupper((unsigned char)word[i]);
	if ((h->where != MARKUP_TEXT && h->where != MARKUP_VALUE) ||
	    (address && !markup_address_begun(h)))
		die(page, "'%s' stands where no words may", word);
	flush(page);
	/* All on one line, which is the page's. */
	(void)fprintf(page->out,
	    "#line %d \"%s\"\n\t{ const char *said = "
	    "wordbook_text(%s, WORDBOOK_%s);",
	    page->line, page->file, page->language, name);
	while ((word = strtok_r(NULL, " \t\n", &save)) != NULL) {
		resolve(page, word, c);
		(void)fprintf(page->out,
		    " said = page_say(out, said); page_put(out, %s);", c);
		holes++;
	}
	(void)fprintf(page->out,
	    " _Static_assert(WORDBOOK_HOLES_%s == %d, \"holes\");"
	    " %s(out, said); }\n",
	    name, holes, address ? "page_address_text" : "page_text");
}

static struct block *
push(struct page *page)
{
	struct block *b;

	if (page->depth == DEPTH)
		die(page, "too many blocks in one another");
	b = &page->blocks[page->depth++];
	memset(b, 0, sizeof(*b));
	b->at_start = page->html;
	return b;
}

/* The block that is open, or WRONG. */
static struct block *
top(struct page *page, const char *wrong)
{
	if (page->depth == 0)
		die(page, "%s", wrong);
	return &page->blocks[page->depth - 1];
}

static void
directive(struct page *page, char *text)
{
	char *word[6], c[3 * NAME], *save = NULL;
	size_t n = 0;

	for (char *w = strtok_r(text, " \t\n", &save); w != NULL && n < 6;
	     w = strtok_r(NULL, " \t\n", &save))
		word[n++] = w;
	flush(page);
	if (n == 0)
		die(page, "an empty directive");
	(void)fprintf(page->out, "#line %d \"%s\"\n", page->line, page->file);
	if (strcmp(word[0], "if") == 0 &&
	    (n == 2 || (n == 3 && strcmp(word[1], "not") == 0))) {
		resolve(page, word[n - 1], c);
		(void)push(page);
		(void)fprintf(page->out, "\tif (%spage_true(%s)) {\n",
		    n == 3 ? "!" : "", c);
	} else if (strcmp(word[0], "for") == 0 && n == 4 &&
	    strcmp(word[2], "in") == 0) {
		char *last, counted[4 * NAME];
		struct block *b;

		resolve(page, word[3], c);
		(void)snprintf(counted, sizeof(counted), "%s", c);
		last = strrchr(counted, '.');
		if (last == NULL)
			last = strchr(counted, '>');
		memmove(last + 2, last + 1, strlen(last + 1) + 1);
		last[1] = 'n';
		b = push(page);
		b->loop = true;
		(void)snprintf(b->variable, NAME, "%.*s", NAME - 1, word[1]);
		(void)fprintf(page->out,
		    "\tfor (size_t i_%s = 0; i_%s < %s; i_%s++) {\n"
		    "\tconst __typeof__(%s[0]) *v_%s = &%s[i_%s];\n",
		    word[1], word[1], counted, word[1], c, word[1], c, word[1]);
	} else if (strcmp(word[0], "else") == 0 && n == 1) {
		struct block *b = top(page, "else without if");

		if (b->loop || b->had_else)
			die(page, "else without if");
		b->had_else = true;
		b->at_if_end = page->html;
		page->html = b->at_start;
		(void)fputs("\t} else {\n", page->out);
	} else if (strcmp(word[0], "end") == 0 && n == 1) {
		struct block *b = top(page, "end of nothing");

		if (!markup_same(&page->html,
			b->had_else ? &b->at_if_end : &b->at_start))
			die(page,
			    "the ways through this block end in "
			    "different places of the HTML");
		page->depth--;
		(void)fputs("\t}\n", page->out);
	} else if (strcmp(word[0], "include") == 0 && n == 3) {
		resolve(page, word[2], c);
		if (page->html.where != MARKUP_TEXT)
			die(page, "include inside a tag");
		(void)fprintf(page->out, "\tpage_%s(out, &%s);\n", word[1], c);
	} else {
		die(page, "'%s' is not a directive, or not so", word[0]);
	}
}

/* Names of the pages that TEXT includes, as #include lines. */
static void
included(const char *text, FILE *out)
{
	char name[NAME];

	for (const char *i = text; (i = strstr(i, "{% include ")) != NULL;
	     i++) {
		if (sscanf(i, "{%% include %63[a-z0-9_]", name) == 1)
			(void)fprintf(out, "#include \"page_%s.h\"\n", name);
	}
}

/* A directive alone on its line leaves no line behind. */
static void
drop_line(struct page *page)
{
	size_t keep = page->used;

	while (keep > 0 &&
	    (page->chunk[keep - 1] == ' ' || page->chunk[keep - 1] == '\t'))
		keep--;
	if (*page->at == '\n' && (keep == 0 || page->chunk[keep - 1] == '\n') &&
	    page->html.where != MARKUP_VALUE) {
		page->used = keep;
		page->at++;
	}
}

static void
compile(struct page *page, const char *header)
{
	char inside[512], name[NAME], type[NAME], include[2 * NAME];
	int taken = 0;
	FILE *h;

	if (sscanf(page->at,
		"{%% page %63[a-z0-9_] %63[a-z0-9_] \"%127[^\"\n]\" %%}\n%n",
		name, type, include, &taken) != 3 ||
	    taken == 0)
		die(page, "a page begins {%% page NAME TYPE \"header\" %%}");
	if ((h = fopen(header, "w")) == NULL) {
		perror(header);
		exit(1);
	}
	(void)fprintf(h,
	    "#include \"%s\"\nvoid page_%s(struct buf *out, "
	    "const struct %s *p);\n",
	    include, name, type);
	if (fclose(h) != 0)
		die(page, "cannot write %s", header);
	(void)fprintf(page->out,
	    "#include \"share/page.h\"\n"
	    "#include \"page_%s.h\"\n",
	    name);
	included(page->at, page->out);
	(void)fprintf(page->out,
	    "\nvoid\npage_%s(struct buf *out, "
	    "const struct %s *p)\n{\n\t(void)p;\n",
	    name, type);
	page->language = strcmp(type, "page_shell") == 0 ? "p->language"
							 : "p->shell.language";
	page->at += taken;
	page->line++;
	while (*page->at != '\0') {
		const char *open = page->at, *close;
		int lines = 0;

		while (*open != '\0' &&
		    (*open != '{' || strchr("{%#", open[1]) == NULL ||
			open[1] == '\0'))
			open++;
		literal(page, page->at, (size_t)(open - page->at));
		page->at = open;
		if (*open == '\0')
			break;
		close = strstr(open + 2,
		    open[1] == '{'       ? "}}"
			: open[1] == '%' ? "%}"
					 : "#}");
		if (close == NULL || close - open - 2 >= (int)sizeof(inside))
			die(page, "no end, or a very far one");
		(void)snprintf(inside, sizeof(inside), "%.*s",
		    (int)(close - open - 2), open + 2);
		for (const char *c = inside; *c != '\0'; c++)
			lines += *c == '\n';
		page->at = close + 2;
		if (open[1] == '{' &&
		    strncmp(inside + strspn(inside, " \t\n"), "say.", 4) == 0) {
			say(page, inside);
		} else if (open[1] == '{') {
			char path[512] = "";

			(void)sscanf(inside, "%511s", path);
			hole(page, path);
		} else {
			bool alone = *page->at == '\n';

			drop_line(page);
			if (open[1] == '%')
				directive(page, inside);
			page->line += alone && page->at[-1] == '\n';
		}
		page->line += lines;
	}
	flush(page);
	if (page->depth != 0)
		die(page, "a block without end");
	if (page->html.where != MARKUP_TEXT)
		die(page, "the page ends inside a tag");
	(void)fputs("}\n", page->out);
}

int
main(int argc, char **argv)
{
	struct page page = {.line = 1};
	char *text;

	if (argc != 4) {
		(void)fputs("usage: pagec FILE.page OUT.c OUT.h\n", stderr);
		return 2;
	}
	page.file = argv[1];
	page.at = text = slurp(argv[1]);
	if ((page.out = fopen(argv[2], "w")) == NULL) {
		perror(argv[2]);
		return 1;
	}
	compile(&page, argv[3]);
	free(text);
	if (fclose(page.out) != 0) {
		perror(argv[2]);
		return 1;
	}
	return 0;
}
