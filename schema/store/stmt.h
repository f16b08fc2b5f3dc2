/*
 * stmt -- prepare, bind by name, step, read, close: one statement near its
 * text.
 *
 *	static const char find_sql[] =
 *	    "SELECT id, name FROM agency WHERE name = $name";
 *
 *	struct stmt s;
 *	enum rc rc = stmt_open(&s, store, find_sql, err);
 *	stmt_bind_text(&s, "$name", name);
 *	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK)
 *		id->v = stmt_int(&s, 0);
 *	return stmt_close(&s, rc);
 *
 * Prepared statements are cached in the store by the address of their text.
 * A bind remembers its failure and stmt_row or stmt_run reports it: a name that
 * the text does not hold, and a parameter left unbound, are RC_INVALID.  A
 * statement opened again while it is open gets a second handle.
 */
#ifndef STORE_STMT_H
#define STORE_STMT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/span.h"
#include "store/store.h"

struct sqlite3_stmt;

struct stmt {
	struct store *store;
	struct sqlite3_stmt *handle;
	const char *sql;
	enum rc failed;
	const char *wrong;        /* the name that is not in SQL */
	unsigned long long bound; /* a bit a parameter */
};

/* The prepared statements of a store; only store.c has one. */
struct stmt_slot;
struct stmt_cache {
	struct stmt_slot *v;
	size_t count;
	size_t room;
};
void stmt_cache_clear(struct stmt_cache *cache);

/* SQL must be a static array: its address is the cache key. */
enum rc stmt_open(
    struct stmt *s, struct store *store, const char *sql, struct error *err);

void stmt_bind_int(struct stmt *s, const char *name, int64_t v);
void stmt_bind_text(struct stmt *s, const char *name, const char *v); /* NULL
    binds NULL; the text is borrowed until close */
void
stmt_bind_blob(struct stmt *s, const char *name, const void *v, size_t len);
void stmt_bind_null(struct stmt *s, const char *name);
/* 0 binds NULL: for optional references */
void stmt_bind_ref(struct stmt *s, const char *name, int64_t id);

/* The next row: RC_OK, or RC_NOTFOUND (ERR untouched) behind the last.
 * RC_CONFLICT a constraint; RC_BUSY; RC_NOSPACE; RC_DAMAGED; RC_IO. */
enum rc stmt_row(struct stmt *s, struct error *err);

/* Run to the end, expecting no row. */
enum rc stmt_run(struct stmt *s, struct error *err);

int64_t stmt_int(struct stmt *s, int column);
bool stmt_is_null(struct stmt *s, int column);
/* Valid until the next row or close; "" for NULL. */
const char *stmt_text(struct stmt *s, int column);
const void *stmt_blob(struct stmt *s, int column, size_t *len);
/* Exactly LEN bytes into OUT; RC_DAMAGED: the store holds another number. */
enum rc stmt_bytes(
    struct stmt *s, int column, void *out, size_t len, struct error *err);
/* malloc'd copy into *OUT (the old *OUT is freed); RC_NOMEM. */
enum rc stmt_copy(struct stmt *s, int column, char **out, struct error *err);

/* Reset and give back; returns RC, so that a function can end with it. */
enum rc stmt_close(struct stmt *s, enum rc rc);

/* The whole end of a statement, for when no more is to be looked at: each goes
 * on only if RC (of stmt_open) is RC_OK, and closes S whatever happens. */

/* As stmt_run. */
enum rc stmt_finish(struct stmt *s, enum rc rc, struct error *err);
/* As stmt_run; the id of the row it inserted. */
enum rc stmt_insert(struct stmt *s, enum rc rc, int64_t *id, struct error *err);
/* As stmt_row: its first column.  RC_NOTFOUND (ERR and *OUT untouched). */
enum rc stmt_value(struct stmt *s, enum rc rc, int64_t *out, struct error *err);
/* Is there a row? */
enum rc stmt_any(struct stmt *s, enum rc rc, bool *any, struct error *err);
/* Every row's first two columns, added to OUT; on a failure too, what came
 * before it. */
enum rc stmt_spans(
    struct stmt *s, enum rc rc, struct span_list *out, struct error *err);

/* The id of the row inserted last. */
int64_t stmt_inserted(struct store *store);
/* Rows the last statement changed. */
int64_t stmt_changed(struct store *store);

#endif
