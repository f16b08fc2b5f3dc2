#include "distributor/pdf.h"

#include <stdlib.h>
#include <string.h>

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

static const char family[] = "DejaVu Sans, Sans";

struct pdf {
	struct buf file;
	cairo_surface_t *surface;
	cairo_t *cairo;
	PangoFontMap *fonts;
	PangoContext *context;
	double y; /* the cursor */
	int pages;
	bool unknown; /* a letter was in no font */
};

static const double left = PDF_MARGIN_MM * PDF_MM;
static const double across = (PDF_PAGE_MM - 2 * PDF_MARGIN_MM) * PDF_MM;
static const double bottom = (PDF_TALL_MM - PDF_MARGIN_MM) * PDF_MM;

static cairo_status_t
more(void *to, const unsigned char *data, unsigned len)
{
	struct buf *file = to;

	buf_put(file, data, len);
	return file->failed ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

enum rc
pdf_open(struct pdf **out, const char *language, struct error *err)
{
	struct pdf *pdf = calloc(1, sizeof(*pdf));

	*out = NULL;
	if (pdf == NULL)
		return error_nomem(err);
	pdf->surface = cairo_pdf_surface_create_for_stream(
	    more, &pdf->file, PDF_PAGE_MM * PDF_MM, PDF_TALL_MM * PDF_MM);
	/* A day that no calendar has: no time is written at all. */
	cairo_pdf_surface_set_metadata(
	    pdf->surface, CAIRO_PDF_METADATA_CREATE_DATE, "-");
	cairo_pdf_surface_set_metadata(
	    pdf->surface, CAIRO_PDF_METADATA_TITLE, "Document");
	pdf->cairo = cairo_create(pdf->surface);
	pdf->fonts = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
	pdf->context = pango_font_map_create_context(pdf->fonts);
	pango_cairo_update_context(pdf->cairo, pdf->context);
	pango_context_set_language(
	    pdf->context, pango_language_from_string(language));
	pango_context_set_round_glyph_positions(pdf->context, FALSE);
	pdf->pages = 1;
	pdf->y = left;
	if (cairo_status(pdf->cairo) != CAIRO_STATUS_SUCCESS) {
		pdf_close(pdf);
		return error_nomem(err);
	}
	*out = pdf;
	return RC_OK;
}

void
pdf_close(struct pdf *pdf)
{
	if (pdf == NULL)
		return;
	g_object_unref(pdf->context);
	g_object_unref(pdf->fonts);
	cairo_destroy(pdf->cairo);
	cairo_surface_finish(pdf->surface);
	cairo_surface_destroy(pdf->surface);
	buf_clear(&pdf->file);
	free(pdf);
}

/* TEXT laid out; WIDTH < 0: on one line. */
static PangoLayout *
lay(struct pdf *pdf, const struct pdf_style *style, double width,
    const char *text)
{
	PangoLayout *layout = pango_layout_new(pdf->context);
	PangoFontDescription *font = pango_font_description_new();
	PangoAttrList *attributes = pango_attr_list_new();

	pango_font_description_set_family_static(font, family);
	pango_font_description_set_weight(
	    font, style->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	pango_font_description_set_absolute_size(
	    font, style->size * PANGO_SCALE);
	pango_layout_set_font_description(layout, font);
	/* An address of the web must not gain a hyphen where it is broken. */
	pango_attr_list_insert(
	    attributes, pango_attr_insert_hyphens_new(FALSE));
	pango_layout_set_attributes(layout, attributes);
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	if (width >= 0)
		pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
	pango_layout_set_line_spacing(layout, width >= 0 ? 1.15F : 0.0F);
	pango_layout_set_text(layout, text, -1);
	if (pango_layout_get_unknown_glyphs_count(layout) > 0)
		pdf->unknown = true;
	pango_attr_list_unref(attributes);
	pango_font_description_free(font);
	return layout;
}

static double
tall(PangoLayout *layout)
{
	int width, height;

	pango_layout_get_size(layout, &width, &height);
	return (double)height / PANGO_SCALE;
}

bool
pdf_line(struct pdf *pdf, const struct pdf_style *style, double x, double y,
    double width, const char *text)
{
	PangoLayout *layout = lay(pdf, style, -1, text);
	int wide, high;

	pango_layout_get_size(layout, &wide, &high);
	cairo_move_to(pdf->cairo, x, y);
	pango_cairo_show_layout(pdf->cairo, layout);
	g_object_unref(layout);
	return (double)wide / PANGO_SCALE <= width;
}

/* Is there room for HEIGHT?  Else on a new page there is. */
static void
make_room(struct pdf *pdf, double height)
{
	if (pdf->y + height > bottom && pdf->y > left)
		pdf_page(pdf);
}

void
pdf_put(struct pdf *pdf, const struct pdf_style *style, const char *text,
    double gap)
{
	PangoLayout *layout = lay(pdf, style, across, text);
	double height = tall(layout);

	make_room(pdf, height);
	cairo_move_to(pdf->cairo, left, pdf->y);
	pango_cairo_show_layout(pdf->cairo, layout);
	g_object_unref(layout);
	pdf->y += height + gap;
}

void
pdf_blank(struct pdf *pdf, const struct pdf_style *style, const char *label)
{
	PangoLayout *layout = lay(pdf, style, across, label);
	double height = tall(layout), line = 14 * PDF_MM;

	make_room(pdf, height + line);
	cairo_move_to(pdf->cairo, left, pdf->y);
	pango_cairo_show_layout(pdf->cairo, layout);
	g_object_unref(layout);
	pdf->y += height + line;
	cairo_set_line_width(pdf->cairo, 0.75);
	cairo_move_to(pdf->cairo, left, pdf->y);
	cairo_line_to(pdf->cairo, left + across, pdf->y);
	cairo_stroke(pdf->cairo);
	pdf->y += 4 * PDF_MM;
}

void
pdf_square(struct pdf *pdf, const unsigned char *cells, int side, double width)
{
	double cell = width / side, quiet = 4 * cell;

	make_room(pdf, width + 2 * quiet);
	for (int row = 0; row < side; row++)
		for (int column = 0; column < side; column++)
			if (cells[row * side + column] & 1)
				cairo_rectangle(pdf->cairo,
				    left + quiet + column * cell,
				    pdf->y + quiet + row * cell, cell, cell);
	cairo_fill(pdf->cairo);
	pdf->y += width + 2 * quiet;
}

void
pdf_go(struct pdf *pdf, double y)
{
	pdf->y = y;
}

double
pdf_at(const struct pdf *pdf)
{
	return pdf->y;
}

void
pdf_page(struct pdf *pdf)
{
	cairo_show_page(pdf->cairo);
	pdf->pages++;
	pdf->y = left;
}

/* Cairo signs what it writes, with its version.  Spaces of the same length take
 * the place of that, so that no offset in the file moves. */
static enum rc
unsign(struct buf *file, struct error *err)
{
	static const char key[] = "/Producer (";
	unsigned char *at = file->len == 0
	    ? NULL
	    : memmem(file->data, file->len, key, sizeof(key) - 1);
	unsigned char *end = at == NULL ? NULL : file->data + file->len,
		      *p = at;
	int depth = 0;

	for (; p < end; p++) {
		depth += (*p == '(') - (*p == ')');
		if (*p == ')' && depth == 0)
			break;
	}
	if (at == NULL || p == end ||
	    memmem(p, (size_t)(end - p), key, sizeof(key) - 1) != NULL)
		return error_set(err, RC_INVALID,
		    "this Cairo writes PDF in a way that cannot be made "
		    "neutral: install Debian 12's libcairo2");
	memset(at, ' ', (size_t)(p + 1 - at));
	return RC_OK;
}

enum rc
pdf_finish(struct pdf **pdfp, struct buf *out, int *pages, struct error *err)
{
	struct pdf *pdf = *pdfp;
	enum rc rc;

	*pdfp = NULL;
	cairo_show_page(pdf->cairo);
	cairo_surface_finish(pdf->surface);
	if (pdf->unknown)
		rc = error_set(err, RC_INVALID,
		    "no font here has every letter of the text: install "
		    "fonts-dejavu-core");
	else if (cairo_surface_status(pdf->surface) != CAIRO_STATUS_SUCCESS ||
	    buf_check(&pdf->file, NULL) != RC_OK)
		rc = error_nomem(err);
	else if ((rc = unsign(&pdf->file, err)) == RC_OK) {
		buf_put(out, pdf->file.data, pdf->file.len);
		*pages = pdf->pages;
		rc = buf_check(out, err);
	}
	pdf_close(pdf);
	return rc;
}
