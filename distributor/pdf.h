/*
 * pdf -- words on A4 pages as a PDF, by Pango and Cairo.
 *
 * Left aligned and never justified, black on white, in DejaVu Sans (or the
 * system's sans), embedded.  A paragraph that does not fit goes whole to the
 * next page.  The file says nothing of itself: a neutral title, no author, no
 * program, no time.  All lengths are in points, from the page's top left
 * corner; a point is 1/72 inch.
 */
#ifndef DISTRIBUTOR_PDF_H
#define DISTRIBUTOR_PDF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

struct pdf;

#define PDF_MM (72.0 / 25.4)

enum { PDF_PAGE_MM = 210, PDF_TALL_MM = 297, PDF_MARGIN_MM = 20 };

struct pdf_style {
	double size;
	bool bold;
};

/* An empty first page; LANGUAGE is "en" or "cy". */
enum rc pdf_open(struct pdf **out, const char *language, struct error *err);
void pdf_close(struct pdf *pdf); /* NULL-safe; what was not finished is gone */

/* TEXT as a line at X, Y and no wider than WIDTH.  False: it is wider. */
bool pdf_line(struct pdf *pdf, const struct pdf_style *style, double x,
    double y, double width, const char *text);

/* TEXT as a paragraph at the cursor, which moves below it and by GAP more;
 * to the next page when it does not fit this one. */
void pdf_put(struct pdf *pdf, const struct pdf_style *style, const char *text,
    double gap);

/* LABEL with a line beside or below it to write on, tall enough for a hand. */
void
pdf_blank(struct pdf *pdf, const struct pdf_style *style, const char *label);

/* A square of SIDE x SIDE cells, those of odd value black, WIDTH points wide at
 * the cursor, with room around it. */
void
pdf_square(struct pdf *pdf, const unsigned char *cells, int side, double width);

void pdf_go(struct pdf *pdf, double y); /* the cursor, on this page */
double pdf_at(const struct pdf *pdf);   /* where it is */
void pdf_page(struct pdf *pdf);         /* a new one */

/* The whole file, appended to OUT, and PDF is gone (*PDF is NULL) whatever
 * happens.  RC_INVALID: a letter of the text is in no font here; RC_NOMEM. */
enum rc
pdf_finish(struct pdf **pdf, struct buf *out, int *pages, struct error *err);

#endif
