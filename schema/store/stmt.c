#include "store/stmt.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

enum { FIRST_ROOM = 64, MOST_PARAMETERS = 64 };

/* Open addressing; ROOM is a power of two, at most half of it taken. */
struct stmt_slot {
	const char *sql;
	sqlite3_stmt *handle;
	bool lent;
};

static struct stmt_slot *
slot(struct stmt_slot *v, size_t room, const char *sql)
{
	size_t at = (size_t)((uintptr_t)sql * 0x9e3779b97f4a7c15u >> 32);

	for (at &= room - 1; v[at].sql != NULL && v[at].sql != sql;)
		at = (at + 1) & (room - 1);
	return &v[at];
}

static enum rc
grow(struct stmt_cache *cache, struct error *err)
{
	size_t room = cache->room == 0 ? FIRST_ROOM : cache->room * 2;
	struct stmt_slot *v = calloc(room, sizeof(*v));

	if (v == NULL)
		return error_nomem(err);
	for (size_t i = 0; i < cache->room; i++)
		if (cache->v[i].sql != NULL)
			*slot(v, room, cache->v[i].sql) = cache->v[i];
	free(cache->v);
	cache->v = v;
	cache->room = room;
	return RC_OK;
}

void
stmt_cache_clear(struct stmt_cache *cache)
{
	for (size_t i = 0; i < cache->room; i++)
		(void)sqlite3_finalize(cache->v[i].handle);
	free(cache->v);
	*cache = (struct stmt_cache){0};
}

static enum rc
prepare(struct stmt *s, unsigned flags, struct error *err)
{
	sqlite3 *db = store_handle(s->store);
	const char *rest = NULL;

	if (sqlite3_prepare_v3(db, s->sql, -1, flags, &s->handle, &rest) !=
	    SQLITE_OK)
		return store_failed(db, err, "prepare a statement");
	assert(s->handle != NULL && *rest == '\0'); /* one, and no more */
	assert(sqlite3_bind_parameter_count(s->handle) <= MOST_PARAMETERS);
	return RC_OK;
}

enum rc
stmt_open(
    struct stmt *s, struct store *store, const char *sql, struct error *err)
{
	struct stmt_cache *cache = store_cache(store);
	struct stmt_slot *at;
	enum rc rc;

	*s = (struct stmt){.store = store, .sql = sql};
	if ((cache->count + 1) * 2 > cache->room &&
	    (rc = grow(cache, err)) != RC_OK)
		return rc;
	at = slot(cache->v, cache->room, sql);
	if (at->sql != NULL && !at->lent) {
		s->handle = at->handle;
		at->lent = true;
		return RC_OK;
	}
	/* One that is in use (a loop within its own loop) gets a second. */
	if (at->sql != NULL)
		return prepare(s, 0, err);
	if ((rc = prepare(s, SQLITE_PREPARE_PERSISTENT, err)) != RC_OK)
		return rc;
	*at = (struct stmt_slot){sql, s->handle, true};
	cache->count++;
	return RC_OK;
}

/* The number of parameter NAME, 0 when there is nothing to bind. */
static int
parameter(struct stmt *s, const char *name)
{
	int number;

	if (s->handle == NULL)
		return 0;
	number = sqlite3_bind_parameter_index(s->handle, name);
	if (number == 0) {
		s->failed = RC_INVALID;
		s->wrong = name;
		return 0;
	}
	s->bound |= 1ull << (number - 1);
	return number;
}

static void
check(struct stmt *s, int code)
{
	if (code != SQLITE_OK && s->failed == RC_OK)
		s->failed = code == SQLITE_NOMEM ? RC_NOMEM : RC_IO;
}

void
stmt_bind_int(struct stmt *s, const char *name, int64_t v)
{
	int number = parameter(s, name);

	if (number != 0)
		check(s, sqlite3_bind_int64(s->handle, number, v));
}

void
stmt_bind_text(struct stmt *s, const char *name, const char *v)
{
	int number = parameter(s, name);

	if (number != 0)
		check(s,
		    sqlite3_bind_text(s->handle, number, v, -1, SQLITE_STATIC));
}

void
stmt_bind_blob(struct stmt *s, const char *name, const void *v, size_t len)
{
	int number = parameter(s, name);

	/* A NULL with no length would bind NULL, not an empty blob. */
	if (number != 0)
		check(s,
		    sqlite3_bind_blob64(s->handle, number, v == NULL ? "" : v,
			v == NULL ? 0 : len, SQLITE_STATIC));
}

void
stmt_bind_null(struct stmt *s, const char *name)
{
	int number = parameter(s, name);

	if (number != 0)
		check(s, sqlite3_bind_null(s->handle, number));
}

void
stmt_bind_ref(struct stmt *s, const char *name, int64_t id)
{
	if (id == 0)
		stmt_bind_null(s, name);
	else
		stmt_bind_int(s, name, id);
}

static enum rc
bound(struct stmt *s, struct error *err)
{
	int count;

	if (s->failed == RC_INVALID)
		return error_set(err, RC_INVALID,
		    "a statement has no parameter %s (a fault in this "
		    "program): %.60s",
		    s->wrong, s->sql);
	if (s->failed == RC_NOMEM)
		return error_nomem(err);
	if (s->failed != RC_OK)
		return error_set(err, s->failed,
		    "a value could not be bound: %.60s", s->sql);
	count = sqlite3_bind_parameter_count(s->handle);
	for (int i = 0; i < count; i++)
		if ((s->bound >> i & 1) == 0)
			return error_set(err, RC_INVALID,
			    "parameter %s of a statement was left unbound (a "
			    "fault in this program): %.60s",
			    sqlite3_bind_parameter_name(s->handle, i + 1),
			    s->sql);
	return RC_OK;
}

enum rc
stmt_row(struct stmt *s, struct error *err)
{
	enum rc rc = bound(s, err);

	if (rc != RC_OK)
		return rc;
	switch (sqlite3_step(s->handle)) {
	case SQLITE_ROW:
		return RC_OK;
	case SQLITE_DONE:
		return RC_NOTFOUND;
	default:
		return store_failed(
		    store_handle(s->store), err, "use the database");
	}
}

enum rc
stmt_run(struct stmt *s, struct error *err)
{
	enum rc rc = stmt_row(s, err);

	if (rc == RC_OK)
		return error_set(err, RC_INVALID,
		    "a statement gave a row where none was expected (a fault "
		    "in this program): %.60s",
		    s->sql);
	return rc == RC_NOTFOUND ? RC_OK : rc;
}

int64_t
stmt_int(struct stmt *s, int column)
{
	return sqlite3_column_int64(s->handle, column);
}

bool
stmt_is_null(struct stmt *s, int column)
{
	return sqlite3_column_type(s->handle, column) == SQLITE_NULL;
}

const char *
stmt_text(struct stmt *s, int column)
{
	const unsigned char *text = sqlite3_column_text(s->handle, column);

	return text == NULL ? "" : (const char *)text;
}

const void *
stmt_blob(struct stmt *s, int column, size_t *len)
{
	const void *blob = sqlite3_column_blob(s->handle, column);

	*len = (size_t)sqlite3_column_bytes(s->handle, column);
	return blob == NULL ? "" : blob;
}

enum rc
stmt_bytes(struct stmt *s, int column, void *out, size_t len, struct error *err)
{
	size_t has = 0;
	const void *blob = stmt_blob(s, column, &has);

	if (has != len)
		return error_set(err, RC_DAMAGED,
		    "the store holds a key or hash of %zu bytes, not %zu", has,
		    len);
	memcpy(out, blob, len);
	return RC_OK;
}

enum rc
stmt_copy(struct stmt *s, int column, char **out, struct error *err)
{
	char *copy = strdup(stmt_text(s, column));

	if (copy == NULL)
		return error_nomem(err);
	free(*out);
	*out = copy;
	return RC_OK;
}

enum rc
stmt_close(struct stmt *s, enum rc rc)
{
	struct stmt_cache *cache;
	struct stmt_slot *at;

	if (s->handle == NULL)
		return rc;
	cache = store_cache(s->store);
	at = slot(cache->v, cache->room, s->sql);
	if (at->handle == s->handle) {
		/* What it failed with was told by stmt_row. */
		(void)sqlite3_reset(s->handle);
		(void)sqlite3_clear_bindings(s->handle);
		at->lent = false;
	} else {
		(void)sqlite3_finalize(s->handle);
	}
	s->handle = NULL;
	return rc;
}

enum rc
stmt_finish(struct stmt *s, enum rc rc, struct error *err)
{
	if (rc == RC_OK)
		rc = stmt_run(s, err);
	return stmt_close(s, rc);
}

enum rc
stmt_insert(struct stmt *s, enum rc rc, int64_t *id, struct error *err)
{
	if (rc == RC_OK && (rc = stmt_run(s, err)) == RC_OK)
		*id = stmt_inserted(s->store);
	return stmt_close(s, rc);
}

enum rc
stmt_value(struct stmt *s, enum rc rc, int64_t *out, struct error *err)
{
	if (rc == RC_OK && (rc = stmt_row(s, err)) == RC_OK)
		*out = stmt_int(s, 0);
	return stmt_close(s, rc);
}

enum rc
stmt_any(struct stmt *s, enum rc rc, bool *any, struct error *err)
{
	if (rc == RC_OK)
		rc = stmt_row(s, err);
	*any = rc == RC_OK;
	return stmt_close(s, rc == RC_NOTFOUND ? RC_OK : rc);
}

enum rc
stmt_spans(struct stmt *s, enum rc rc, struct span_list *out, struct error *err)
{
	while (rc == RC_OK && (rc = stmt_row(s, err)) == RC_OK)
		rc = span_add(
		    out, (struct span){stmt_int(s, 0), stmt_int(s, 1)}, err);
	return stmt_close(s, rc == RC_NOTFOUND ? RC_OK : rc);
}

int64_t
stmt_inserted(struct store *store)
{
	return sqlite3_last_insert_rowid(store_handle(store));
}

int64_t
stmt_changed(struct store *store)
{
	return sqlite3_changes64(store_handle(store));
}
