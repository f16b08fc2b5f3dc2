/*
 * talk -- one conversation with the relay: one mail for one recipient, and
 * what may be concluded from it.
 *
 * The outcome is about the mail, not what curl called it.  A connection lost
 * after the closing dot leaves open whether the relay took the mail, and so
 * does one lost behind its yes; everything before the dot means that it did
 * not.  curl's response code is stale after a drop, so each answer is read
 * here: those to QUIT, which curl says before it returns, are about nothing.
 */
#ifndef DISTRIBUTOR_TALK_H
#define DISTRIBUTOR_TALK_H

#include <stdbool.h>
#include <stddef.h>

#include <curl/curl.h>

enum {
	TALK_CAUSE = 128,
	/* The relay may look for spam and worse before it answers the dot, and
	 * whoever does not wait for that sends the mail twice (RFC 5321, section
	 * 4.5.3.2.6). */
	TALK_CONNECT_S = 20, /* to the end of signing in */
	TALK_REPLY_S = 200,  /* the longest wait for one answer */
	TALK_LONGEST_S = 240
};

enum smtp_result {
	SMTP_ACCEPTED = 1,
	SMTP_LATER,     /* 4xx, or lost before the dot: try again */
	SMTP_ABSENT,    /* no server answers */
	SMTP_REFUSED,   /* 5xx for this sender, recipient or mail */
	SMTP_AMBIGUOUS, /* lost after the dot */
	SMTP_INSECURE,  /* no TLS, or a certificate that does not hold */
	SMTP_LOGIN      /* the relay does not take our user and password */
};

struct talk {
	const char *source;
	size_t len;
	size_t sent;
	bool dot;        /* all of it was handed over: the dot may be out */
	bool dot_answer; /* and something came back after it */
	int code;        /* of the last reply line */
	char said[5];    /* the last command: "RCPT" */
	bool quit;       /* and after it, QUIT */
};

/* Is it the relay that RESULT is about, whatever mail it had been? */
bool talk_of_relay(enum smtp_result result);

/* Let CURL, whose options are reset, tell TALK everything; both stay where
 * they are until it ends. */
void talk_listen(struct talk *talk, CURL *curl);

/* What RC and TALK say of the mail; a sentence without an address into CAUSE,
 * "" for ACCEPTED. */
enum smtp_result
talk_judge(const struct talk *talk, CURLcode rc, char cause[TALK_CAUSE]);

#endif
