#include "distributor/letter.h"

#include <errno.h>
#include <stdio.h>

#include <qrencode.h>

#include "base/text.h"
#include "distributor/envelope.h"
#include "distributor/pdf.h"

enum { QR_MM = 32 };

struct look {
	struct pdf_style head, body, code, address;
	double gap;
};

static struct look
look_of(const struct letter *letter)
{
	double size = letter->large ? 18 : 12;

	return (struct look){
	    .head = {size * 1.25, true},
	    .body = {size, false},
	    .code = {letter->large ? 27 : 22, true},
	    .address = {12, false},
	    .gap = size * 0.75,
	};
}

static const char *
say(const struct letter *letter, enum wordbook_text text)
{
	return wordbook_text(letter->language, text);
}

/* Nothing that a site can set tells what it is about. */
static enum rc
neutral(const struct letter *letter, struct error *err)
{
	if (text_telling(letter->brand) || text_telling(letter->notice) ||
	    text_telling(letter->url))
		return error_set(err, RC_DENIED,
		    "the paper would hold a word that tells what it is about: "
		    "look at [share] and [notice] in marac.conf");
	if (letter->address != NULL && text_telling(letter->address))
		return error_set(err, RC_DENIED,
		    "the envelope would show a word that tells what it is "
		    "about: import that route in other words");
	return RC_OK;
}

static enum rc
put_address(struct pdf *pdf, const struct look *look, const char *address,
    struct error *err)
{
	char lines[ENVELOPE_LINES][ENVELOPE_LINE];
	double step =
	    (ENVELOPE_BOTTOM - ENVELOPE_TOP) * PDF_MM / ENVELOPE_LINES;
	bool fits = true;
	size_t count = 0;
	enum rc rc = envelope_lines(address, lines, &count, err);

	for (size_t i = 0; rc == RC_OK && i < count; i++)
		fits =
		    pdf_line(pdf, &look->address, ENVELOPE_LEFT * PDF_MM,
			ENVELOPE_TOP * PDF_MM + (double)i * step,
			(ENVELOPE_RIGHT - ENVELOPE_LEFT) * PDF_MM, lines[i]) &&
		    fits;
	if (rc == RC_OK && !fits)
		rc = error_set(err, RC_INVALID,
		    "a line of the address is too long for the window of an "
		    "envelope: import it with shorter lines");
	return rc;
}

static enum rc
put_square(struct pdf *pdf, const char *url, struct error *err)
{
	QRcode *qr = QRcode_encodeString8bit(url, 0, QR_ECLEVEL_M);

	if (qr == NULL)
		return errno == ENOMEM
		    ? error_nomem(err)
		    : error_set(err, RC_INVALID,
			  "share.base_url is too long for a QR code");
	pdf_square(pdf, qr->data, qr->width, QR_MM * PDF_MM);
	QRcode_free(qr);
	return RC_OK;
}

/* All that a recipient reads, from the cursor on. */
static enum rc
put_words(struct pdf *pdf, const struct letter *letter, struct error *err)
{
	struct look look = look_of(letter);
	char day[WORDBOOK_DAY];
	struct buf until = {0};
	enum rc rc = RC_OK;

	wordbook_put(&until, letter->language, WORDBOOK_UNTIL,
	    wordbook_day(letter->language, letter->until_ms, day));
	if ((rc = buf_check(&until, err)) != RC_OK)
		goto done;
	pdf_put(pdf, &look.head, say(letter, WORDBOOK_READY), look.gap);
	if (*letter->notice != '\0')
		pdf_put(pdf, &look.body, letter->notice, look.gap);
	pdf_put(pdf, &look.body, say(letter, WORDBOOK_PRIVATE), look.gap);
	pdf_put(pdf, &look.body, say(letter, WORDBOOK_ADDRESS), look.gap / 3);
	pdf_put(pdf, &(struct pdf_style){look.body.size, true}, letter->url,
	    look.gap);
	if (letter->qr) {
		pdf_put(pdf, &look.body, say(letter, WORDBOOK_SQUARE), 0);
		if ((rc = put_square(pdf, letter->url, err)) != RC_OK)
			goto done;
	}
	pdf_put(pdf, &look.body, say(letter, WORDBOOK_CODE), look.gap / 3);
	pdf_put(pdf, &look.code, letter->code, look.gap);
	pdf_put(pdf, &look.body,
	    say(letter,
		letter->address != NULL ? WORDBOOK_ACCESS_LETTER
					: WORDBOOK_ACCESS_IN_PERSON),
	    look.gap);
	pdf_put(pdf, &look.body, buf_str(&until), look.gap);
	pdf_put(pdf, &look.body, say(letter, WORDBOOK_UNEXPECTED), look.gap);
	pdf_put(pdf, &look.body, say(letter, WORDBOOK_HELP), look.gap);
	pdf_put(pdf, &look.body, say(letter, WORDBOOK_KEEP), look.gap);
done:
	buf_clear(&until);
	return rc;
}

enum rc
letter_write(
    const struct letter *letter, struct buf *out, int *pages, struct error *err)
{
	struct look look = look_of(letter);
	struct pdf *pdf = NULL;
	char day[WORDBOOK_DAY];
	enum rc rc;

	if ((rc = neutral(letter, err)) != RC_OK ||
	    (rc = pdf_open(&pdf, wordbook_code(letter->language), err)) !=
		RC_OK ||
	    (rc = put_address(pdf, &look, letter->address, err)) != RC_OK)
		goto done;
	pdf_put(pdf, &look.body, letter->brand, 0);
	if (pdf_at(pdf) > ENVELOPE_CLEAR_TOP * PDF_MM) {
		rc = error_set(err, RC_INVALID,
		    "share.brand is so long that an envelope would show it");
		goto done;
	}
	pdf_go(pdf, (ENVELOPE_CLEAR_BOTTOM + 4) * PDF_MM);
	pdf_put(pdf, &look.body,
	    wordbook_day(letter->language, letter->day_ms, day), look.gap);
	if ((rc = put_words(pdf, letter, err)) == RC_OK)
		rc = pdf_finish(&pdf, out, pages, err);
done:
	pdf_close(pdf);
	return rc;
}

enum rc
letter_sheet(const struct letter *letter, const struct letter_receipt *receipt,
    struct buf *out, int *pages, struct error *err)
{
	struct look look = look_of(letter);
	struct pdf_style strong = {look.body.size, true};
	struct pdf *pdf = NULL;
	enum rc rc;

	if (text_telling(receipt->worker))
		return error_set(err, RC_DENIED,
		    "the sheet would hold a word that tells what it is about: "
		    "give the worker's name alone");
	if ((rc = neutral(letter, err)) != RC_OK ||
	    (rc = pdf_open(&pdf, wordbook_code(letter->language), err)) !=
		RC_OK)
		goto done;
	pdf_put(pdf, &look.body, letter->brand, look.gap);
	pdf_put(pdf, &look.head, say(letter, WORDBOOK_RECEIPT), 2 * look.gap);
	pdf_put(pdf, &look.body, say(letter, WORDBOOK_GIVEN), look.gap / 3);
	pdf_put(pdf, &strong,
	    say(letter,
		letter->code != NULL ? WORDBOOK_ONE_SHEET
				     : WORDBOOK_ONE_DOCUMENT),
	    look.gap);
	if (*receipt->name == '\0') {
		pdf_blank(pdf, &look.body, say(letter, WORDBOOK_TO));
	} else {
		pdf_put(
		    pdf, &look.body, say(letter, WORDBOOK_TO), look.gap / 3);
		pdf_put(pdf, &strong, receipt->name, look.gap);
	}
	pdf_put(pdf, &look.body, say(letter, WORDBOOK_BY), look.gap / 3);
	pdf_put(pdf, &strong, receipt->worker, look.gap);
	pdf_blank(pdf, &look.body, say(letter, WORDBOOK_DATE));
	pdf_blank(pdf, &look.body, say(letter, WORDBOOK_SIGNED_TO));
	pdf_blank(pdf, &look.body, say(letter, WORDBOOK_SIGNED_BY));
	if (letter->code != NULL) {
		pdf_page(pdf);
		pdf_put(pdf, &look.body, letter->brand, 2 * look.gap);
		rc = put_words(pdf, letter, err);
	}
	if (rc == RC_OK)
		rc = pdf_finish(&pdf, out, pages, err);
done:
	pdf_close(pdf);
	return rc;
}
