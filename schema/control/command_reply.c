/* What the recorder says: the reply half of command.h. */
#include <string.h>

#include "control/command.h"
#include "control/wire.h"

enum kind { TEXT, FLAG, INT, U32, I64 };

/* The plain fields, in the order they are printed in. */
#define FIELD(kind, name)                                          \
	{                                                          \
#name, kind, offsetof(struct command_reply, name), \
		    sizeof(((struct command_reply *)0)->name)      \
	}

static const struct {
	const char *name;
	enum kind kind;
	size_t at, size;
} fields[] = {
    FIELD(TEXT, text),
    FIELD(TEXT, meeting),
    FIELD(FLAG, announced),
    FIELD(FLAG, statement),
    FIELD(INT, item),
    FIELD(I64, item_since),
    FIELD(FLAG, closed),
    FIELD(I64, sample),
    FIELD(I64, written),
    FIELD(I64, wall_ms),
    FIELD(U32, seq),
    FIELD(TEXT, device),
    FIELD(TEXT, alarm),
    FIELD(FLAG, deaf),
    FIELD(TEXT, notice),
    FIELD(INT, level_cb),
    FIELD(INT, peak_cb),
    FIELD(I64, free_seconds),
    FIELD(INT, marks),
    FIELD(U32, undo),
    FIELD(I64, version),
};

enum { FIELDS = sizeof(fields) / sizeof(fields[0]) };

/* FNV-1a, and no more digits than a program in any language can hold. */
static uint64_t
mix(uint64_t hash, const void *data, size_t len)
{
	const unsigned char *p = data;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ p[i]) * 0x100000001b3;
	return hash;
}

int64_t
command_reply_version(const struct command_reply *r)
{
	uint32_t last = r->nrecent > 0 ? r->recent[r->nrecent - 1].seq : 0;
	uint64_t hash = 0xcbf29ce484222325;

	/* all that the journal says follows from its last entry */
	hash = mix(hash, r->meeting, strlen(r->meeting) + 1);
	hash = mix(hash, &last, sizeof(last));
	hash = mix(hash, r->device, strlen(r->device) + 1);
	hash = mix(hash, r->alarm, strlen(r->alarm) + 1);
	hash = mix(hash, r->notice, strlen(r->notice) + 1);
	return (int64_t)(hash & 0x1fffffffffffff);
}

static enum rc
take_state(struct command_reply *r, json_t *value, struct error *err)
{
	const char *text = json_string_value(value);

	for (int i = COMMAND_READY; text != NULL && i <= COMMAND_ENDED; i++) {
		if (strcmp(command_state_name((enum command_state)i), text) ==
		    0)
			r->state = (enum command_state)i;
	}
	return r->state != 0
	    ? RC_OK
	    : error_set(err, RC_INVALID, "\"state\" is unknown");
}

static enum rc
take_rc(struct command_reply *r, json_t *value, struct error *err)
{
	const char *text = json_string_value(value);

	for (int i = RC_OK; text != NULL && i <= RC_NOMEM; i++) {
		if (strcmp(error_name((enum rc)i), text) == 0) {
			r->rc = (enum rc)i;
			return RC_OK;
		}
	}
	return error_set(err, RC_INVALID, "\"rc\" is unknown");
}

static enum rc
take_flag(json_t *value, const char *name, bool *out, struct error *err)
{
	if (!json_is_boolean(value))
		return error_set(
		    err, RC_INVALID, "\"%s\" is not true or false", name);
	*out = json_is_true(value);
	return RC_OK;
}

static enum rc
take_int(json_t *value, const char *name, int low, int high, int *out,
    struct error *err)
{
	long long n = 0;
	enum rc rc = wire_number(value, name, low, high, &n, err);

	*out = (int)n;
	return rc;
}

static enum rc
take_u32(json_t *value, const char *name, uint32_t *out, struct error *err)
{
	long long n = 0;
	enum rc rc = wire_number(value, name, 0, UINT32_MAX, &n, err);

	*out = (uint32_t)n;
	return rc;
}

static enum rc
take_i64(json_t *value, const char *name, int64_t *out, struct error *err)
{
	long long n = 0;
	enum rc rc = wire_number(value, name, INT64_MIN, INT64_MAX, &n, err);

	*out = n;
	return rc;
}

static enum rc
take_plain(
    struct command_reply *r, size_t which, json_t *value, struct error *err)
{
	const char *name = fields[which].name;
	void *at = (char *)r + fields[which].at;

	switch (fields[which].kind) {
	case TEXT:
		return wire_text(value, name, at, fields[which].size, err);
	case FLAG:
		return take_flag(value, name, at, err);
	case INT:
		return take_int(value, name, INT32_MIN, INT32_MAX, at, err);
	case U32:
		return take_u32(value, name, at, err);
	case I64:
		break;
	}
	return take_i64(value, name, at, err);
}

/* A list of at most MOST elements. */
static enum rc
check_list(json_t *value, const char *name, size_t most, struct error *err)
{
	if (json_is_array(value) && json_array_size(value) <= most)
		return RC_OK;
	return error_set(
	    err, RC_INVALID, "\"%s\" is not a list of at most %zu", name, most);
}

static enum rc
take_numbers(json_t *value, const char *name, int low, int high, size_t most,
    int *out, size_t *count, struct error *err)
{
	enum rc rc = check_list(value, name, most, err);

	for (size_t i = 0; rc == RC_OK && i < json_array_size(value); i++)
		rc = take_int(json_array_get(value, i), name, low, high,
		    &out[(*count)++], err);
	return rc;
}

static enum rc
take_happening(json_t *value, struct command_happening *h, struct error *err)
{
	const char *name;
	json_t *field;
	enum rc rc = RC_OK;

	if (!json_is_object(value))
		return error_set(
		    err, RC_INVALID, "\"recent\" holds no happening");
	json_object_foreach(value, name, field)
	{
		if (rc != RC_OK)
			break;
		if (strcmp(name, "seq") == 0)
			rc = take_u32(field, name, &h->seq, err);
		else if (strcmp(name, "kind") == 0)
			rc = wire_text(
			    field, name, h->kind, sizeof(h->kind), err);
		else if (strcmp(name, "item") == 0)
			rc = take_int(field, name, 0, 65535, &h->item, err);
		else if (strcmp(name, "person") == 0)
			rc = take_int(field, name, 0, 65535, &h->person, err);
		else if (strcmp(name, "sample") == 0)
			rc = take_i64(field, name, &h->sample, err);
		else if (strcmp(name, "supersedes") == 0)
			rc = take_u32(field, name, &h->supersedes, err);
		else if (strcmp(name, "undone") == 0)
			rc = take_flag(field, name, &h->undone, err);
		else
			rc = error_set(
			    err, RC_INVALID, "a happening with \"%s\"", name);
	}
	return rc;
}

static enum rc
take_recent(struct command_reply *r, json_t *value, struct error *err)
{
	enum rc rc = check_list(value, "recent", COMMAND_RECENT, err);

	for (size_t i = 0; rc == RC_OK && i < json_array_size(value); i++)
		rc = take_happening(
		    json_array_get(value, i), &r->recent[r->nrecent++], err);
	return rc;
}

static enum rc
take_microphone(json_t *value, struct command_microphone *m, struct error *err)
{
	const char *name;
	json_t *field;
	enum rc rc = RC_OK;

	if (!json_is_object(value))
		return error_set(
		    err, RC_INVALID, "\"microphones\" holds no microphone");
	json_object_foreach(value, name, field)
	{
		if (rc != RC_OK)
			break;
		if (strcmp(name, "name") == 0)
			rc = wire_text(
			    field, name, m->name, sizeof(m->name), err);
		else if (strcmp(name, "kind") == 0)
			rc = wire_text(
			    field, name, m->kind, sizeof(m->kind), err);
		else if (strcmp(name, "missing") == 0)
			rc = take_flag(field, name, &m->missing, err);
		else if (strcmp(name, "level_cb") == 0)
			rc = take_int(field, name, INT32_MIN, INT32_MAX,
			    &m->level_cb, err);
		else if (strcmp(name, "peak_cb") == 0)
			rc = take_int(field, name, INT32_MIN, INT32_MAX,
			    &m->peak_cb, err);
		else
			rc = error_set(
			    err, RC_INVALID, "a microphone with \"%s\"", name);
	}
	return rc;
}

static enum rc
take_microphones(struct command_reply *r, json_t *value, struct error *err)
{
	enum rc rc = check_list(value, "microphones", COMMAND_MICROPHONES, err);

	for (size_t i = 0; rc == RC_OK && i < json_array_size(value); i++)
		rc = take_microphone(json_array_get(value, i),
		    &r->microphones[r->nmicrophones++], err);
	return rc;
}

static enum rc
take_field(
    struct command_reply *r, const char *name, json_t *value, struct error *err)
{
	for (size_t i = 0; i < FIELDS; i++) {
		if (strcmp(fields[i].name, name) == 0)
			return take_plain(r, i, value, err);
	}
	if (strcmp(name, "rc") == 0)
		return take_rc(r, value, err);
	if (strcmp(name, "state") == 0)
		return take_state(r, value, err);
	if (strcmp(name, "present") == 0)
		return take_numbers(value, name, 1, 65535, COMMAND_PRESENT,
		    r->present, &r->npresent, err);
	if (strcmp(name, "heard") == 0)
		return take_numbers(value, name, 1, 65535, COMMAND_HEARD,
		    r->heard, &r->nheard, err);
	if (strcmp(name, "spent") == 0)
		return take_numbers(value, name, 0, INT32_MAX, COMMAND_HEARD,
		    r->spent, &r->nspent, err);
	if (strcmp(name, "microphones") == 0)
		return take_microphones(r, value, err);
	if (strcmp(name, "recent") == 0)
		return take_recent(r, value, err);
	return error_set(err, RC_INVALID, "a reply with \"%s\"", name);
}

enum rc
command_reply_parse(
    const char *line, size_t len, struct command_reply *out, struct error *err)
{
	json_t *object = NULL, *value;
	const char *name;
	enum rc rc;

	memset(out, 0, sizeof(*out));
	rc = wire_load(line, len, COMMAND_REPLY_LINE, &object, err);
	if (rc != RC_OK)
		return rc;
	json_object_foreach(object, name, value)
	{
		if (rc == RC_OK)
			rc = take_field(out, name, value, err);
	}
	if (rc == RC_OK && json_object_get(object, "rc") == NULL)
		rc = error_set(err, RC_INVALID, "a reply without \"rc\"");
	json_decref(object);
	return rc;
}

static void
put_plain(json_t *o, const struct command_reply *r, size_t which, bool *failed)
{
	const char *name = fields[which].name;
	const void *at = (const char *)r + fields[which].at;

	switch (fields[which].kind) {
	case TEXT:
		wire_put_text(o, name, at, failed);
		break;
	case FLAG:
		wire_put_bool(o, name, *(const bool *)at, failed);
		break;
	case INT:
		wire_put_number(o, name, *(const int *)at, failed);
		break;
	case U32:
		wire_put_number(o, name, *(const uint32_t *)at, failed);
		break;
	case I64:
		wire_put_number(o, name, *(const int64_t *)at, failed);
		break;
	}
}

static json_t *
print_numbers(const int *v, size_t count, bool *failed)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++) {
		if (json_array_append_new(list, json_integer(v[i])) != 0)
			*failed = true;
	}
	return list;
}

static json_t *
print_recent(const struct command_reply *r, bool *failed)
{
	json_t *list = json_array();

	for (size_t i = 0; i < r->nrecent; i++) {
		const struct command_happening *h = &r->recent[i];
		json_t *o = json_object();

		wire_put_number(o, "seq", h->seq, failed);
		wire_put_text(o, "kind", h->kind, failed);
		wire_put_number(o, "item", h->item, failed);
		wire_put_number(o, "person", h->person, failed);
		wire_put_number(o, "sample", h->sample, failed);
		wire_put_number(o, "supersedes", h->supersedes, failed);
		wire_put_bool(o, "undone", h->undone, failed);
		if (json_array_append_new(list, o) != 0)
			*failed = true;
	}
	return list;
}

static json_t *
print_microphones(const struct command_reply *r, bool *failed)
{
	json_t *list = json_array();

	for (size_t i = 0; i < r->nmicrophones; i++) {
		const struct command_microphone *m = &r->microphones[i];
		json_t *o = json_object();

		wire_put_text(o, "name", m->name, failed);
		wire_put_text(o, "kind", m->kind, failed);
		wire_put_bool(o, "missing", m->missing, failed);
		wire_put_number(o, "level_cb", m->level_cb, failed);
		wire_put_number(o, "peak_cb", m->peak_cb, failed);
		if (json_array_append_new(list, o) != 0)
			*failed = true;
	}
	return list;
}

static void
put_list(json_t *o, const char *name, json_t *list, bool *failed)
{
	if (json_object_set_new(o, name, list) != 0)
		*failed = true;
}

enum rc
command_reply_print(
    const struct command_reply *reply, struct buf *line, struct error *err)
{
	json_t *o = json_object();
	bool failed = o == NULL;

	wire_put_text(o, "rc", error_name(reply->rc), &failed);
	wire_put_text(o, "state", command_state_name(reply->state), &failed);
	for (size_t i = 0; i < FIELDS; i++)
		put_plain(o, reply, i, &failed);
	put_list(o, "present",
	    print_numbers(reply->present, reply->npresent, &failed), &failed);
	put_list(o, "heard",
	    print_numbers(reply->heard, reply->nheard, &failed), &failed);
	put_list(o, "spent",
	    print_numbers(reply->spent, reply->nspent, &failed), &failed);
	put_list(o, "microphones", print_microphones(reply, &failed), &failed);
	put_list(o, "recent", print_recent(reply, &failed), &failed);
	return wire_line(o, failed, line, err);
}
