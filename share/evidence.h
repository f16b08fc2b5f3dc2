/*
 * evidence -- the audit as a signed CSV file (store/auditcsv.h), for an
 * administrator: asked for by a form, audited before the first byte, sent a piece
 * at a time, and cut when the session ends.
 *
 * Without the words that people typed: an administrator sees no name of a case.
 */
#ifndef SHARE_EVIDENCE_H
#define SHARE_EVIDENCE_H

#include <stdbool.h>

#include "share/page.h"
#include "share/request.h"

struct evidence_page {
	struct page_shell shell;
	long long events;
	char last[PAGE_DAY];
	bool signs;
	const char *key; /* the public half, in hex */
};

void evidence_show(struct request *r, struct store *store);
void evidence_export(struct request *r, struct store *store);

#endif
