#include "control/wire.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum rc
wire_load(
    const char *line, size_t len, size_t limit, json_t **out, struct error *err)
{
	json_error_t fault;

	*out = NULL;
	if (len > limit)
		return error_set(
		    err, RC_INVALID, "a line of more than %zu bytes", limit);
	*out = json_loadb(line, len, JSON_REJECT_DUPLICATES, &fault);
	if (*out == NULL)
		return error_set(err, RC_INVALID, "not JSON, column %d: %s",
		    fault.column, fault.text);
	if (!json_is_object(*out)) {
		json_decref(*out);
		*out = NULL;
		return error_set(err, RC_INVALID, "not a JSON object");
	}
	return RC_OK;
}

enum rc
wire_text(
    json_t *value, const char *name, char *out, size_t size, struct error *err)
{
	const char *text = json_string_value(value);
	size_t len;

	if (text == NULL)
		return error_set(err, RC_INVALID, "\"%s\" is not text", name);
	len = json_string_length(value);
	if (len >= size)
		return error_set(err, RC_INVALID,
		    "\"%s\" is longer than %zu bytes", name, size - 1);
	if (!text_valid(text, len))
		return error_set(
		    err, RC_INVALID, "\"%s\" holds a control character", name);
	memcpy(out, text, len);
	out[len] = '\0';
	return RC_OK;
}

enum rc
wire_number(json_t *value, const char *name, long long low, long long high,
    long long *out, struct error *err)
{
	if (!json_is_integer(value))
		return error_set(
		    err, RC_INVALID, "\"%s\" is not a whole number", name);
	*out = json_integer_value(value);
	if (*out < low || *out > high)
		return error_set(err, RC_INVALID,
		    "\"%s\" is not between %lld and %lld", name, low, high);
	return RC_OK;
}

void
wire_put_text(json_t *object, const char *name, const char *text, bool *failed)
{
	if (json_object_set_new(object, name, json_string(text)) != 0)
		*failed = true;
}

void
wire_put_number(json_t *object, const char *name, long long n, bool *failed)
{
	if (json_object_set_new(object, name, json_integer(n)) != 0)
		*failed = true;
}

void
wire_put_bool(json_t *object, const char *name, bool yes, bool *failed)
{
	if (json_object_set_new(object, name, json_boolean(yes)) != 0)
		*failed = true;
}

enum rc
wire_line(json_t *object, bool failed, struct buf *line, struct error *err)
{
	char *text = failed ? NULL : json_dumps(object, JSON_COMPACT);

	json_decref(object);
	if (text == NULL)
		return error_nomem(err);
	buf_text(line, text);
	buf_text(line, "\n");
	free(text);
	return buf_check(line, err);
}
