/*
 * postbag -- the mailbox of bounces in a week of delivery (weekly.h), behind the
 * seams of imap.h: reports as relays write them, true and forged, and what must
 * have become of them once they were read by the code that reads real ones.
 */
#ifndef UNIT_POSTBAG_H
#define UNIT_POSTBAG_H

#include "distributor/bounce.h"
#include "distributor/bouncing.h"
#include "distributor/imap.h"
#include "unit/weekly.h"

enum { POSTBAG_MAILS = 32, POSTBAG_TEXT = 1500 };

enum postbag_kind {
	POSTBAG_TRUE,    /* it failed; by its address */
	POSTBAG_NAMED,   /* the same by its Message-ID alone */
	POSTBAG_DELAYED, /* it is late, and no more */
	POSTBAG_FORGED,  /* the right number, and not its hash */
	POSTBAG_KINDS
};

static struct postbag {
	char text[POSTBAG_MAILS][POSTBAG_TEXT];
	struct {
		enum postbag_kind kind;
		int64_t message; /* what it is, or would be, about */
		char state[16];  /* of it, before a forged one is read */
	} mails[POSTBAG_MAILS];
	int count, read;
	bool away; /* the server does not answer */
} postbag;

const char *__wrap_imap_name(const struct imap *);
void __wrap_imap_leave(struct imap *);
enum imap_result
__wrap_imap_look(struct imap *, uint32_t *, uint32_t *, char[IMAP_CAUSE]);
enum imap_result __wrap_imap_list(
    struct imap *, uint32_t, uint32_t[IMAP_WINDOW], size_t *, char[IMAP_CAUSE]);
enum imap_result __wrap_imap_fetch(
    struct imap *, uint32_t, size_t, struct buf *, char[IMAP_CAUSE]);
enum imap_result __wrap_imap_unsee(struct imap *, uint32_t, char[IMAP_CAUSE]);

const char *
__wrap_imap_name(const struct imap *imap)
{
	(void)imap;
	return "back at imaps://x.example";
}

void
__wrap_imap_leave(struct imap *imap)
{
	(void)imap;
}

enum imap_result
__wrap_imap_look(struct imap *imap, uint32_t *validity, uint32_t *next,
    char cause[IMAP_CAUSE])
{
	(void)imap;
	*validity = 7;
	*next = (uint32_t)postbag.count + 1;
	(void)snprintf(cause, IMAP_CAUSE, "The mailbox does not answer.");
	return postbag.away ? IMAP_ABSENT : IMAP_DONE;
}

enum imap_result
__wrap_imap_list(struct imap *imap, uint32_t from, uint32_t uids[IMAP_WINDOW],
    size_t *count, char cause[IMAP_CAUSE])
{
	(void)imap;
	(void)cause;
	*count = 0;
	for (uint32_t i = from; i <= (uint32_t)postbag.count; i++)
		uids[(*count)++] = i;
	return IMAP_DONE;
}

enum imap_result
__wrap_imap_fetch(struct imap *imap, uint32_t uid, size_t limit,
    struct buf *out, char cause[IMAP_CAUSE])
{
	(void)imap;
	(void)limit;
	(void)cause;
	buf_text(out, postbag.text[uid - 1]);
	return IMAP_DONE;
}

enum imap_result
__wrap_imap_unsee(struct imap *imap, uint32_t uid, char cause[IMAP_CAUSE])
{
	(void)imap;
	(void)uid;
	(void)cause;
	return IMAP_DONE;
}

/* Put a report of KIND about M into the mailbox. */
static inline void
postbag_put(const struct weekly_mail *m, enum postbag_kind kind)
{
	int n = postbag.count;
	char to[VERP_ADDRESS];
	char *digit;

	if (n == POSTBAG_MAILS)
		return;
	(void)snprintf(to, sizeof(to), "%s",
	    kind == POSTBAG_NAMED ? "records@x.example" : m->return_path);
	if (kind == POSTBAG_FORGED && (digit = strchr(to, '.')) != NULL)
		digit[1] = digit[1] == '0' ? '1' : '0';
	(void)snprintf(postbag.text[n], POSTBAG_TEXT,
	    "From: MAILER-DAEMON@relay.example\r\n"
	    "To: %s\r\n"
	    "Message-Id: <r%d.%lld@relay.example>\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: multipart/report; report-type=delivery-status;"
	    " boundary=\"b\"\r\n\r\n"
	    "--b\r\nContent-Type: text/plain\r\n\r\nIt is not delivered.\r\n"
	    "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
	    "Reporting-MTA: dns; relay.example\r\n\r\n"
	    "Final-Recipient: rfc822; somebody@x.example\r\n"
	    "Action: %s\r\nStatus: %s\r\n\r\n"
	    "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
	    "Message-Id: <%s>\r\n\r\n--b--\r\n",
	    to, n, (long long)week.now,
	    kind == POSTBAG_DELAYED ? "delayed" : "failed",
	    kind == POSTBAG_DELAYED ? "4.4.1" : "5.1.1", m->id);
	postbag.mails[n].kind = kind;
	postbag.mails[n].message = m->message;
	postbag.count++;
}

static inline void
postbag_state(int64_t message, char state[16])
{
	static const char sql[] = "SELECT state FROM message WHERE id = $id";
	struct error err = {0};
	struct stmt s;
	enum rc rc = stmt_open(&s, weekly_desk.store, sql, &err);

	stmt_bind_int(&s, "$id", message);
	if (rc == RC_OK && (rc = stmt_row(&s, &err)) == RC_OK)
		(void)snprintf(state, 16, "%s", stmt_text(&s, 0));
	(void)stmt_close(&s, rc);
}

/* Did each that was read do what it says, and no more? */
static inline void
postbag_check(void)
{
	char state[16] = "";
	int begun = postbag.read;

	for (; postbag.read < postbag.count; postbag.read++) {
		int64_t message = postbag.mails[postbag.read].message;
		bool other = false;

		/* What another of this pass says of the same is its own. */
		for (int i = begun; i < postbag.count; i++)
			other = other ||
			    (i != postbag.read &&
				postbag.mails[i].message == message);
		postbag_state(message, state);
		switch (postbag.mails[postbag.read].kind) {
		case POSTBAG_TRUE:
		case POSTBAG_NAMED:
			if (strcmp(state, "bounced") != 0 &&
			    strcmp(state, "failed") != 0)
				weekly_wrong("what came back is %s", state);
			break;
		default:
			if (!other &&
			    strcmp(state, postbag.mails[postbag.read].state) !=
				0)
				weekly_wrong("a report that says nothing made "
					     "it %s",
				    state);
		}
	}
}

/* The mailbox is read, as `serve` and `bounces` do. */
static inline enum rc
postbag_read(void)
{
	struct bouncing b = {
	    .store = weekly_desk.store, .bounces = "back@x.example"};
	struct bouncing_tally tally = {0};
	enum rc rc;

	for (int i = postbag.read; i < postbag.count; i++)
		postbag_state(postbag.mails[i].message, postbag.mails[i].state);
	verp_key(&weekly_post.column, &b.key);
	weekly_err = (struct error){0};
	rc = bouncing_pass(&b, false, NULL, &tally, &weekly_err);
	if (rc == RC_OK && !postbag.away)
		postbag_check();
	return rc;
}

#endif
