#include "recorder/brush.h"

#include <stdio.h>
#include <string.h>

#include "base/columns.h"

void
brush_put(struct brush *b, int row, int column, int width,
    enum view_style style, const char *text)
{
	struct view_piece *p;

	if (width > b->in->columns - column)
		width = b->in->columns - column;
	if (row < 0 || row >= b->limit || column < 0 || width <= 0 ||
	    text[0] == '\0' || b->out->count == VIEW_PIECES)
		return;
	p = &b->out->v[b->out->count++];
	p->row = row;
	p->column = column;
	p->style = style;
	(void)columns_fit(text, (size_t)width, p->text, sizeof(p->text));
}

/* Bytes of TEXT that make the next row. */
static size_t
row_of(const char *text, size_t width)
{
	char cut[VIEW_TEXT];
	size_t len, space;

	(void)columns_fit(text, width, cut, sizeof(cut));
	len = strlen(cut);
	if (len >= strlen(text))
		return strlen(text);
	for (space = len; space > len / 2 && text[space] != ' ';)
		space--;
	return text[space] == ' ' ? space : len;
}

int
brush_wrap(
    struct brush *b, int row, int rows, enum view_style style, const char *text)
{
	size_t width = (size_t)b->in->columns;
	char part[VIEW_TEXT];
	int taken = 0;

	while (*text != '\0' && taken < rows) {
		size_t len = row_of(text, width);

		/* the last row there is: as much as fits */
		if (taken == rows - 1 || len == 0)
			len = strlen(text);
		(void)snprintf(part, sizeof(part), "%.*s", (int)len, text);
		brush_put(b, row + taken, 0, (int)width, style, part);
		taken++;
		text += len;
		text += strspn(text, " ");
	}
	return taken;
}
