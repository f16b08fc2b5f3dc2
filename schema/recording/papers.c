#include "recording/papers.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/buf.h"
#include "base/newfile.h"
#include "base/text.h"

enum {
	FILE_MAX = 1024 * 1024,
	ITEMS_MAX = 500,
	PEOPLE_MAX = 500,
	TEXT_MAX = 300, /* bytes */
	NUMBER_MAX = UINT16_MAX,
	VERSION = 1
};

static const char format_name[] = "marac-papers";
static const char *const types[] = {
    "marac", "emergency_marac", "icpc", "rcpc", "review", NULL};
static const char *const kinds[] = {
    "discussion", "alert_only", "transfer_in", "actions_review", "spare", NULL};
static const char *const capacities[] = {
    "core", "deputy", "observer", "family", "advocate", NULL};

void
papers_clear(struct papers *papers)
{
	for (size_t i = 0; i < papers->nitems; i++) {
		free(papers->items[i].label);
		free(papers->items[i].kind);
	}
	for (size_t i = 0; i < papers->npeople; i++) {
		free(papers->people[i].name);
		free(papers->people[i].agency);
		free(papers->people[i].capacity);
	}
	free(papers->items);
	free(papers->people);
	free(papers->type);
	free(papers->title);
	*papers = (struct papers){0};
}

/* Where in the file we are: "items[3]." and the field's name. */
struct place {
	json_t *object;
	char where[32];
};

static enum rc
wrong(const struct place *p, const char *field, struct error *err,
    const char *what)
{
	return error_set(err, RC_INVALID, "%s%s: %s", p->where, field, what);
}

static enum rc
get_text(const struct place *p, const char *field, bool may_be_empty,
    char **out, struct error *err)
{
	json_t *v = json_object_get(p->object, field);
	const char *text;
	size_t len;

	if (v == NULL)
		return wrong(p, field, err, "is missing");
	if (!json_is_string(v))
		return wrong(p, field, err, "is not a text");
	text = json_string_value(v);
	len = json_string_length(v);
	if (len > TEXT_MAX)
		return wrong(p, field, err, "is longer than 300 bytes");
	if (len == 0 && !may_be_empty)
		return wrong(p, field, err, "is empty");
	if (strlen(text) != len || !text_valid(text, len))
		return wrong(p, field, err, "has control characters");
	*out = strdup(text);
	return *out == NULL ? error_nomem(err) : RC_OK;
}

static enum rc
get_word(const struct place *p, const char *field, const char *const *words,
    char **out, struct error *err)
{
	char known[128] = "is none of";
	enum rc rc = get_text(p, field, false, out, err);

	if (rc != RC_OK)
		return rc;
	for (size_t i = 0; words[i] != NULL; i++) {
		size_t used = strlen(known);

		if (strcmp(*out, words[i]) == 0)
			return RC_OK;
		(void)snprintf(
		    known + used, sizeof(known) - used, " %s", words[i]);
	}
	return wrong(p, field, err, known);
}

static enum rc
get_number(const struct place *p, const char *field, int64_t low, int64_t high,
    int64_t *out, struct error *err)
{
	json_t *v = json_object_get(p->object, field);

	if (v == NULL)
		return wrong(p, field, err, "is missing");
	if (!json_is_integer(v))
		return wrong(p, field, err, "is not a whole number");
	*out = json_integer_value(v);
	if (*out < low || *out > high)
		return wrong(p, field, err, "is out of range");
	return RC_OK;
}

static enum rc
get_public_id(const struct place *p, const char *field,
    char out[PUBLIC_ID_TEXT], struct error *err)
{
	unsigned char bytes[16];
	char *text = NULL;
	enum rc rc = get_text(p, field, false, &text, err);

	if (rc == RC_OK &&
	    (buf_unhex(text, bytes, sizeof(bytes), NULL) != RC_OK ||
		strpbrk(text, "ABCDEF") != NULL))
		rc = wrong(
		    p, field, err, "is not 32 lower-case hexadecimal digits");
	if (rc == RC_OK)
		memcpy(out, text, PUBLIC_ID_TEXT);
	free(text);
	return rc;
}

static enum rc
get_key(const struct place *p, const char *field, struct box_public *out,
    struct error *err)
{
	char *text = NULL;
	enum rc rc = get_text(p, field, false, &text, err);

	if (rc == RC_OK &&
	    (buf_unhex(text, out->v, sizeof(out->v), NULL) != RC_OK ||
		buf_is_zero(out->v, sizeof(out->v))))
		rc = wrong(p, field, err,
		    "is not a public key of 64 hexadecimal digits");
	free(text);
	return rc;
}

/* What we do not know we do not skip: it may be meant to forbid something. */
static enum rc
only(const struct place *p, const char *const *fields, struct error *err)
{
	const char *name;
	json_t *value;

	json_object_foreach(p->object, name, value)
	{
		size_t i = 0;

		while (fields[i] != NULL && strcmp(fields[i], name) != 0)
			i++;
		if (fields[i] == NULL)
			return error_set(err, RC_INVALID,
			    "%s%.40s: unknown field", p->where,
			    text_valid(name, strlen(name)) ? name : "?");
	}
	return RC_OK;
}

static enum rc
enter(json_t *object, const char *list, size_t i, struct place *p,
    struct error *err)
{
	(void)snprintf(p->where, sizeof(p->where), "%s[%zu]", list, i + 1);
	p->object = object;
	if (!json_is_object(object))
		return wrong(p, "", err, "is not an object");
	(void)snprintf(p->where, sizeof(p->where), "%s[%zu].", list, i + 1);
	return RC_OK;
}

static enum rc
read_item(struct papers *papers, json_t *object, size_t i, struct error *err)
{
	static const char *const fields[] = {
	    "number", "id", "label", "kind", "key", NULL};
	struct papers_item *item = &papers->items[i];
	struct place p;
	int64_t number;
	enum rc rc;

	if ((rc = enter(object, "items", i, &p, err)) != RC_OK ||
	    (rc = only(&p, fields, err)) != RC_OK ||
	    (rc = get_number(&p, "number", 1, NUMBER_MAX, &number, err)) !=
		RC_OK ||
	    (rc = get_public_id(&p, "id", item->public_id, err)) != RC_OK ||
	    (rc = get_text(&p, "label", false, &item->label, err)) != RC_OK ||
	    (rc = get_word(&p, "kind", kinds, &item->kind, err)) != RC_OK ||
	    (rc = get_key(&p, "key", &item->key, err)) != RC_OK)
		return rc;
	item->number = (int)number;
	if (i > 0 && item->number <= item[-1].number)
		return wrong(&p, "number", err, "is not above the one before");
	if (i > 0 && strcmp(item[-1].kind, "spare") == 0 &&
	    strcmp(item->kind, "spare") != 0)
		return wrong(&p, "kind", err, "comes behind a spare item");
	for (size_t k = 0; k < i; k++) {
		if (strcmp(papers->items[k].public_id, item->public_id) == 0)
			return wrong(&p, "id", err, "is another item's too");
		if (memcmp(papers->items[k].key.v, item->key.v, BOX_KEY) == 0)
			return wrong(&p, "key", err, "is another item's too");
	}
	return RC_OK;
}

static enum rc
read_person(struct papers *papers, json_t *object, size_t i, struct error *err)
{
	static const char *const fields[] = {
	    "ref", "name", "agency", "capacity", NULL};
	struct papers_person *person = &papers->people[i];
	struct place p;
	int64_t ref;
	enum rc rc;

	if ((rc = enter(object, "people", i, &p, err)) != RC_OK ||
	    (rc = only(&p, fields, err)) != RC_OK ||
	    (rc = get_number(&p, "ref", 1, NUMBER_MAX, &ref, err)) != RC_OK ||
	    (rc = get_text(&p, "name", false, &person->name, err)) != RC_OK ||
	    (rc = get_text(&p, "agency", true, &person->agency, err)) !=
		RC_OK ||
	    (rc = get_word(
		 &p, "capacity", capacities, &person->capacity, err)) != RC_OK)
		return rc;
	person->ref = (int)ref;
	for (size_t k = 0; k < i; k++)
		if (papers->people[k].ref == person->ref)
			return wrong(&p, "ref", err, "is another person's too");
	return RC_OK;
}

static enum rc
get_list(const struct place *p, const char *field, size_t low, size_t high,
    json_t **out, struct error *err)
{
	*out = json_object_get(p->object, field);
	if (*out == NULL)
		return wrong(p, field, err, "is missing");
	if (!json_is_array(*out))
		return wrong(p, field, err, "is not a list");
	if (json_array_size(*out) < low || json_array_size(*out) > high)
		return wrong(p, field, err, "is empty or too long");
	return RC_OK;
}

static enum rc
read_lists(const struct place *top, struct papers *papers, struct error *err)
{
	json_t *items;
	json_t *people;
	enum rc rc;

	if ((rc = get_list(top, "items", 1, ITEMS_MAX, &items, err)) != RC_OK ||
	    (rc = get_list(top, "people", 0, PEOPLE_MAX, &people, err)) !=
		RC_OK)
		return rc;
	papers->items = calloc(json_array_size(items), sizeof(*papers->items));
	papers->people =
	    calloc(json_array_size(people) + 1, sizeof(*papers->people));
	if (papers->items == NULL || papers->people == NULL)
		return error_nomem(err);
	for (size_t i = 0; i < json_array_size(items); i++) {
		papers->nitems++; /* so that clear frees what it got */
		rc = read_item(papers, json_array_get(items, i), i, err);
		if (rc != RC_OK)
			return rc;
	}
	for (size_t i = 0; i < json_array_size(people); i++) {
		papers->npeople++;
		rc = read_person(papers, json_array_get(people, i), i, err);
		if (rc != RC_OK)
			return rc;
	}
	return RC_OK;
}

static enum rc
read_top(json_t *root, struct papers *papers, struct error *err)
{
	static const char *const fields[] = {"format", "version", "meeting",
	    "type", "title", "planned_ms", "items", "people", NULL};
	static const char *const formats[] = {format_name, NULL};
	struct place top = {.object = root};
	char *format = NULL;
	int64_t version;
	enum rc rc;

	if (!json_is_object(root))
		return error_set(err, RC_INVALID, "not an object");
	rc = get_word(&top, "format", formats, &format, err);
	free(format);
	if (rc != RC_OK ||
	    (rc = get_number(&top, "version", 1, INT32_MAX, &version, err)) !=
		RC_OK)
		return rc;
	if (version > VERSION)
		return error_set(err, RC_NEWER,
		    "papers of version %lld, this program knows %d",
		    (long long)version, VERSION);
	if ((rc = only(&top, fields, err)) != RC_OK ||
	    (rc = get_public_id(&top, "meeting", papers->public_id, err)) !=
		RC_OK ||
	    (rc = get_word(&top, "type", types, &papers->type, err)) != RC_OK ||
	    (rc = get_text(&top, "title", false, &papers->title, err)) !=
		RC_OK ||
	    (rc = get_number(&top, "planned_ms", 0, INT64_C(1) << 53,
		 &papers->planned_ms, err)) != RC_OK)
		return rc;
	return read_lists(&top, papers, err);
}

static enum rc
parse(const struct buf *bytes, struct papers *papers, struct error *err)
{
	json_error_t where;
	json_t *root = json_loadb(
	    buf_str(bytes), bytes->len, JSON_REJECT_DUPLICATES, &where);
	enum rc rc;

	*papers = (struct papers){0};
	if (root == NULL)
		return error_set(err, RC_INVALID, "line %d, column %d: %.160s",
		    where.line, where.column, where.text);
	rc = read_top(root, papers, err);
	json_decref(root);
	if (rc != RC_OK)
		papers_clear(papers);
	return rc;
}

enum rc
papers_read(const char *path, struct papers *papers, struct error *err)
{
	struct buf bytes = {0};
	enum rc rc;

	*papers = (struct papers){0};
	rc = buf_read_file(&bytes, path, FILE_MAX, err);
	if (rc == RC_OK && (rc = parse(&bytes, papers, err)) != RC_OK)
		error_prefix(err, "%s", path);
	buf_clear(&bytes);
	return rc;
}

static json_t *
hex_json(const void *data, size_t len)
{
	struct buf hex = {0};
	json_t *v;

	buf_hex(&hex, data, len);
	v = json_string(buf_str(&hex));
	buf_clear(&hex);
	return v;
}

static json_t *
build(const struct papers *papers)
{
	json_t *items = json_array();
	json_t *people = json_array();

	for (size_t i = 0; i < papers->nitems; i++) {
		const struct papers_item *item = &papers->items[i];

		json_array_append_new(items,
		    json_pack("{s:i, s:s, s:s, s:s, s:o}", "number",
			item->number, "id", item->public_id, "label",
			item->label, "kind", item->kind, "key",
			hex_json(item->key.v, sizeof(item->key.v))));
	}
	for (size_t i = 0; i < papers->npeople; i++) {
		const struct papers_person *person = &papers->people[i];

		json_array_append_new(people,
		    json_pack("{s:i, s:s, s:s, s:s}", "ref", person->ref,
			"name", person->name, "agency", person->agency,
			"capacity", person->capacity));
	}
	return json_pack("{s:s, s:i, s:s, s:s, s:s, s:I, s:o, s:o}", "format",
	    format_name, "version", VERSION, "meeting", papers->public_id,
	    "type", papers->type, "title", papers->title, "planned_ms",
	    (json_int_t)papers->planned_ms, "items", items, "people", people);
}

enum rc
papers_of_meeting(
    const char *home, const char *id, struct papers *papers, struct error *err)
{
	char path[1024];
	int n = snprintf(
	    path, sizeof(path), "%s/meetings/%s/papers.json", home, id);

	if (n >= (int)sizeof(path) || id[0] == '\0' ||
	    strspn(id, "0123456789abcdef") != strlen(id))
		return error_set(err, RC_INVALID, "no meeting is called so");
	return papers_read(path, papers, err);
}

enum rc
papers_text(const struct papers *papers, struct buf *out, struct error *err)
{
	json_t *root = build(papers);
	char *text = root == NULL ? NULL : json_dumps(root, JSON_INDENT(1));
	struct papers back = {0};
	enum rc rc;

	json_decref(root);
	if (text == NULL)
		return error_set(err, RC_INVALID,
		    "papers: a text is not UTF-8, or no memory is left");
	buf_text(out, text);
	buf_text(out, "\n");
	free(text);
	/* what a recorder would refuse is not given to it */
	if ((rc = buf_check(out, err)) == RC_OK) {
		rc = parse(out, &back, err);
		if (rc != RC_OK)
			error_prefix(err, "papers");
	}
	papers_clear(&back);
	if (rc == RC_OK && out->len > FILE_MAX)
		rc = error_set(err, RC_INVALID, "papers: too large");
	return rc;
}

enum rc
papers_write(const char *path, const struct papers *papers, struct error *err)
{
	struct buf bytes = {0};
	enum rc rc = papers_text(papers, &bytes, err);

	if (rc == RC_OK)
		rc = newfile_put(path, bytes.data, bytes.len, false, err);
	buf_clear(&bytes);
	return rc;
}

void
papers_list(const struct papers *papers, struct buf *out)
{
	for (size_t i = 0; i < papers->nitems; i++)
		buf_printf(out, "  item %-4d  %s\n", papers->items[i].number,
		    papers->items[i].label);
	for (size_t i = 0; i < papers->npeople; i++) {
		const struct papers_person *p = &papers->people[i];

		buf_printf(out, "  person %-2d  %s%s%s\n", p->ref, p->name,
		    *p->agency == '\0' ? "" : ", ", p->agency);
	}
}
