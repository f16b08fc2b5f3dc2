/*
 * wire -- one JSON object a line, as both ends of the control socket read and
 * write it.  Only for this layer's own files.
 */
#ifndef CONTROL_WIRE_H
#define CONTROL_WIRE_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "base/buf.h"
#include "base/error.h"

/* One object out of LINE, of at most LIMIT bytes; json_decref it.  RC_INVALID:
 * too long, no JSON, no object, a field twice. */
enum rc wire_load(const char *line, size_t len, size_t limit, json_t **out,
    struct error *err);

/* VALUE into OUT[SIZE]: text without control characters.  RC_INVALID. */
enum rc wire_text(
    json_t *value, const char *name, char *out, size_t size, struct error *err);

/* A whole number between LOW and HIGH.  RC_INVALID. */
enum rc wire_number(json_t *value, const char *name, long long low,
    long long high, long long *out, struct error *err);

/* Add a field; *FAILED becomes true when there is no memory. */
void
wire_put_text(json_t *object, const char *name, const char *text, bool *failed);
void
wire_put_number(json_t *object, const char *name, long long n, bool *failed);
void wire_put_bool(json_t *object, const char *name, bool yes, bool *failed);

/* OBJECT as one line behind LINE; frees OBJECT.  RC_NOMEM. */
enum rc
wire_line(json_t *object, bool failed, struct buf *line, struct error *err);

#endif
