/*
 * safety -- an IDVA or a social worker confirms that a family copy may go
 * (rule 5).  Good for seven days; rules/entitle counts them.
 */
#ifndef STORE_SAFETY_H
#define STORE_SAFETY_H

#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "store/store.h"

/* CAPACITY "idva" or "social worker".  Inside the caller's transaction. */
enum rc
safety_confirm(struct store *store, struct case_id case_id, const char *by_name,
    const char *capacity, int64_t now_ms, struct error *err);

#endif
