#include "store/auditcsv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "store/auditlog.h"

enum { PIECE = 64, BLOCK = 64 * 1024, TAIL = 2 * BOX_SIGNATURE + 2 };

static const char header[] = "seq,at,who,what,which,why,hash\r\n";

/* TEXT as one cell. */
static void
put_cell(struct buf *out, const char *text)
{
	bool formula = *text != '\0' && strchr("=+-@\t\r", *text) != NULL;

	if (!formula && strpbrk(text, ",\"\r\n") == NULL) {
		buf_text(out, text);
		return;
	}
	buf_text(out, formula ? "\"'" : "\"");
	for (; *text != '\0'; text++)
		buf_put(
		    out, *text == '"' ? "\"\"" : text, *text == '"' ? 2 : 1);
	buf_text(out, "\"");
}

/* Events whose words no person typed. */
static bool
ours(const char *what)
{
	return strncmp(what, "account.", 8) == 0 ||
	    strncmp(what, "key.", 4) == 0;
}

struct piece {
	struct auditcsv *a;
	struct buf *out;
};

static enum rc
put_event(void *to, const struct auditlog_event *e, struct error *err)
{
	struct piece *p = to;
	char when[CLOCK_TEXT];

	buf_printf(p->out, "%lld,%s,", (long long)e->seq,
	    clock_format_utc(e->at_ms, when));
	put_cell(p->out, e->who);
	buf_text(p->out, ",");
	put_cell(p->out, e->what);
	buf_text(p->out, ",");
	put_cell(p->out, e->which);
	buf_text(p->out, ",");
	put_cell(p->out, p->a->words || ours(e->what) ? e->why : "");
	buf_text(p->out, ",");
	buf_hex(p->out, e->hash, sizeof(e->hash));
	buf_text(p->out, "\r\n");
	if (e->seq != p->a->at + 1)
		return error_set(err, RC_DAMAGED,
		    "audit event %lld is missing; run `marac-store check`",
		    (long long)p->a->at + 1);
	p->a->at = e->seq;
	return RC_OK;
}

/* What is signed, of the HASH of the bytes. */
static enum rc
statement(
    const unsigned char hash[BOX_HASH], struct buf *out, struct error *err)
{
	buf_text(out, "marac-audit 1\n");
	buf_hex(out, hash, BOX_HASH);
	buf_text(out, "\n");
	return buf_check(out, err);
}

static enum rc
put_signature(struct auditcsv *a, struct buf *out, struct error *err)
{
	unsigned char hash[BOX_HASH], signature[BOX_SIGNATURE];
	struct box_sign_public public;
	struct buf text = {0};
	char when[CLOCK_TEXT];
	size_t from = out->len;
	enum rc rc;

	box_sign_public_of(&a->key, &public);
	buf_printf(
	    out, "signature,%s,", clock_format_utc(clock_wall_ms(), when));
	buf_hex(out, public.v, sizeof(public.v));
	buf_printf(out, ",ed25519,%lld event%s,%s,", (long long)a->at,
	    a->at == 1 ? "" : "s", a->words ? "with words" : "no words");
	if ((rc = buf_check(out, err)) != RC_OK)
		return rc;
	box_hash_more(&a->hash, out->data + from, out->len - from);
	box_hash_end(&a->hash, hash);
	if ((rc = statement(hash, &text, err)) == RC_OK) {
		box_sign(&a->key, text.data, text.len, signature);
		buf_hex(out, signature, sizeof(signature));
		buf_text(out, "\r\n");
		rc = buf_check(out, err);
	}
	buf_clear(&text);
	a->ended = true;
	box_wipe(&a->key, sizeof(a->key));
	return rc;
}

enum rc
auditcsv_begin(struct auditcsv *a, struct store *store,
    const struct box_sign_secret *key, bool words, struct error *err)
{
	int64_t at_ms;

	*a = (struct auditcsv){.key = *key, .words = words};
	box_hash_begin(&a->hash);
	return auditlog_last(store, &a->upto, &at_ms, err);
}

enum rc
auditcsv_more(
    struct auditcsv *a, struct store *store, struct buf *out, struct error *err)
{
	struct piece piece = {a, out};
	size_t from = out->len;
	enum rc rc = RC_OK;

	if (a->ended)
		return RC_OK;
	if (!a->begun)
		buf_text(out, header);
	a->begun = true;
	if (a->at < a->upto) {
		int64_t before = a->at;

		rc = auditlog_read(
		    store, a->at, a->upto, PIECE, put_event, &piece, err);
		if (rc == RC_OK && a->at == before)
			rc = error_set(err, RC_DAMAGED,
			    "audit event %lld is missing; run `marac-store "
			    "check`",
			    (long long)before + 1);
	}
	if (rc != RC_OK || (rc = buf_check(out, err)) != RC_OK)
		return rc;
	box_hash_more(&a->hash, out->data + from, out->len - from);
	return a->at < a->upto ? RC_OK : put_signature(a, out, err);
}

void
auditcsv_clear(struct auditcsv *a)
{
	box_wipe(a, sizeof(*a));
}

/* The file's last TAIL bytes stay in BLOCK, all before them are hashed; *LINE is
 * the last line's text. */
static enum rc
read_all(FILE *f, unsigned char hash[BOX_HASH], char tail[TAIL + 1],
    int64_t *events, struct error *err)
{
	unsigned char *block = malloc(BLOCK + TAIL);
	struct box_hash h;
	int64_t lines = 0;
	size_t kept = 0, got;
	enum rc rc = RC_OK;

	if (block == NULL)
		return error_nomem(err);
	box_hash_begin(&h);
	while ((got = fread(block + kept, 1, BLOCK, f)) > 0) {
		size_t have = kept + got, done = have > TAIL ? have - TAIL : 0;

		for (size_t i = 0; i < done; i++)
			lines += block[i] == '\n';
		box_hash_more(&h, block, done);
		memmove(block, block + done, have - done);
		kept = have - done;
	}
	box_hash_end(&h, hash);
	if (ferror(f))
		rc = error_sys(err, RC_IO, "cannot read it");
	else if (kept < TAIL)
		rc = error_set(err, RC_INVALID, "it is no audit of ours");
	memcpy(tail, block, kept);
	tail[kept] = '\0';
	*events = lines - 1; /* the heading */
	free(block);
	return rc;
}

enum rc
auditcsv_verify(const char *path, const struct box_sign_public *key,
    int64_t *events, struct error *err)
{
	unsigned char hash[BOX_HASH], signature[BOX_SIGNATURE];
	FILE *f = fopen(path, "rbe");
	struct buf text = {0};
	char tail[TAIL + 1];
	enum rc rc;

	if (f == NULL)
		return error_sys(err, RC_IO, "cannot open the file");
	rc = read_all(f, hash, tail, events, err);
	(void)fclose(f);
	if (rc != RC_OK)
		return rc;
	if (strcmp(tail + TAIL - 2, "\r\n") != 0)
		return error_set(err, RC_DAMAGED,
		    "it does not end with a signature: it was cut, or saved "
		    "anew by another program");
	tail[TAIL - 2] = '\0';
	if (buf_unhex(tail, signature, sizeof(signature), NULL) != RC_OK)
		return error_set(err, RC_DAMAGED,
		    "it does not end with a signature: it was cut, or saved "
		    "anew by another program");
	if ((rc = statement(hash, &text, err)) == RC_OK &&
	    (rc = box_verify(key, text.data, text.len, signature, err)) !=
		RC_OK)
		rc = error_set(err, RC_DAMAGED,
		    "it was changed since it was signed, or another key signed "
		    "it");
	buf_clear(&text);
	return rc;
}
