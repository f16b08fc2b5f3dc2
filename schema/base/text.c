#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#include "base/buf.h"
#include "base/columns.h"

bool
text_valid(const char *text, size_t len)
{
	const uint8_t *p = (const uint8_t *)text;

	while (len > 0) {
		ucs4_t c;
		int used = u8_mbtoucr(&c, p, len);

		if (used <= 0)
			return false;
		if (uc_is_general_category(c, UC_CONTROL) && c != '\t' &&
		    c != '\n' && c != '\r')
			return false;
		p += used;
		len -= (size_t)used;
	}
	return true;
}

const char *
text_cut(const char *text, char *out, size_t size)
{
	/* no letter takes more cells than bytes */
	(void)columns_fit(text, size, out, size);
	return out;
}

/* Letters and digits of the LEN bytes at P (NFKD, case folded) into OUT; a
 * mark vanishes, anything else is a space once something follows it. */
static void
squeeze(const uint8_t *p, size_t len, struct buf *out)
{
	bool gap = false;

	while (len > 0) {
		ucs4_t c;
		int used = u8_mbtouc(&c, p, len);

		if (uc_is_general_category(c, UC_LETTER) ||
		    uc_is_general_category(c, UC_NUMBER)) {
			if (gap && out->len > 0)
				buf_text(out, " ");
			buf_put(out, p, (size_t)used);
			gap = false;
		} else if (!uc_is_general_category(c, UC_MARK)) {
			gap = true;
		}
		p += used;
		len -= (size_t)used;
	}
}

/* The LEN bytes of TEXT folded and decomposed, *COUNT of them, malloc'd; NULL
 * without memory.  Nearly everything is ASCII, which needs no tables. */
static uint8_t *
fold(const uint8_t *text, size_t len, size_t *count)
{
	uint8_t *folded = malloc(len + 1);

	*count = len;
	for (size_t i = 0; folded != NULL && i < len; i++) {
		if (text[i] >= 0x80) {
			free(folded);
			return u8_casefold(
			    text, len, NULL, UNINORM_NFKD, NULL, count);
		}
		folded[i] = text[i] >= 'A' && text[i] <= 'Z'
		    ? (uint8_t)(text[i] - 'A' + 'a')
		    : text[i];
	}
	return folded;
}

enum rc
text_fold(const char *text, char **out, struct error *err)
{
	const uint8_t *in = (const uint8_t *)text;
	struct buf squeezed = {0};
	uint8_t *folded = NULL;
	size_t len = 0;
	enum rc rc = RC_OK;

	*out = NULL;
	if (u8_check(in, strlen(text)) != NULL)
		return error_set(err, RC_INVALID, "text is not UTF-8");
	if ((folded = fold(in, strlen(text), &len)) == NULL)
		return error_nomem(err);
	squeeze(folded, len, &squeezed);
	if ((rc = buf_check(&squeezed, err)) == RC_OK) {
		*out = strdup(buf_str(&squeezed));
		if (*out == NULL)
			rc = error_nomem(err);
	}
	buf_clear(&squeezed);
	explicit_bzero(folded, len);
	free(folded);
	return rc;
}

bool
text_telling(const char *text)
{
	/* Beginnings of words, but for the first, which host names hide. */
	static const char *const words[] = {"abus", "violen", "domestic",
	    "perpetrator", "victim", "refuge", "idva", "safeguard",
	    "child protection", "childprotection", "social service",
	    "socialservice", "social work", "socialwork", "at risk", "assault",
	    /* Welsh, with what its first letter turns into */
	    "cam drin", "camdrin", "gam drin", "gamdrin", "cham drin",
	    "chamdrin", "ngham drin", "trais", "drais", "thrais", "nhrais",
	    "treisi", "treisgar", "dreisi", "dreisgar", "domestig", "ddomestig",
	    "cyflawnwr", "gyflawnwr", "chyflawnwr", "dioddef", "ddioddef",
	    "nioddef", "lloches", "loches", "diogelu", "ddiogelu", "niogelu",
	    "amddiffyn plant", "amddiffyn plentyn", "hamddiffyn plant",
	    "amddiffynplant", "gwasanaethau cymdeithasol",
	    "wasanaethau cymdeithasol", "ngwasanaethau cymdeithasol",
	    "gwaith cymdeithasol", "waith cymdeithasol",
	    "gweithiwr cymdeithasol", "weithiwr cymdeithasol",
	    "gweithwyr cymdeithasol", "weithwyr cymdeithasol", "mewn perygl",
	    "ymosod"};
	char *folded = NULL;
	bool telling;

	if (text_fold(text, &folded, NULL) != RC_OK)
		return true; /* what cannot be read is not known neutral */
	telling = strstr(folded, "marac") != NULL;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		for (const char *at = folded;
		     (at = strstr(at, words[i])) != NULL; at++)
			if (at == folded || at[-1] == ' ')
				telling = true;
	free(folded);
	return telling;
}
