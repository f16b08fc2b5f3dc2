#include "share/typed.h"

#include <stdio.h>
#include <string.h>

#include "store/person.h"

void
typed_say(struct typed_errors *e, const char *field, const char *words)
{
	struct typed_error *one;

	if (e->count == TYPED_ERRORS)
		return;
	one = &e->v[e->count++];
	one->field = field;
	(void)snprintf(one->words, sizeof(one->words), "%s", words);
}

const char *
typed_of(const struct typed_errors *e, const char *field)
{
	for (size_t i = 0; i < e->count; i++)
		if (strcmp(e->v[i].field, field) == 0)
			return e->v[i].words;
	return "";
}

static void
line(struct buf *csv, const char *const *values, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		buf_text(csv, i == 0 ? "\"" : ",\"");
		for (const char *p = values[i]; *p != '\0'; p++)
			buf_printf(csv, "%s%c", *p == '"' ? "\"" : "", *p);
		buf_text(csv, "\"");
	}
	buf_text(csv, "\n");
}

void
typed_row(struct buf *csv, const struct kind *kind, const char *const *values)
{
	line(csv, kind->columns, kind_columns(kind));
	line(csv, values, kind_columns(kind));
}

static void
say_faults(const struct faults *faults, const struct kind *kind,
    const char *const *labels, struct typed_errors *e)
{
	for (long i = 0; i < faults->count && i < FAULTS_SHOWN; i++) {
		const struct faults_one *one = &faults->shown[i];
		char words[TYPED_ERROR];

		for (size_t c = 0; kind->columns[c] != NULL; c++) {
			if (strcmp(kind->columns[c], one->name) != 0)
				continue;
			(void)snprintf(words, sizeof(words), "%s: %.200s",
			    labels[c], one->text);
			typed_say(e, kind->columns[c], words);
		}
	}
}

enum rc
typed_look(const struct office *o, struct store *store, const struct kind *kind,
    const struct buf *csv, struct meeting_id of, const char *const *labels,
    struct typed_errors *e, struct error *err)
{
	struct faults faults = {.file = "page"};
	struct sheet s = {
	    .store = store,
	    .kind = kind,
	    .data = (const char *)csv->data,
	    .len = csv->len,
	    .who = "",
	    .looks = true,
	    .asks = o->who.by.person,
	    .of = of,
	    .faults = &faults,
	};
	enum rc rc = sheet_put(&s, err);

	if (rc == RC_INVALID)
		say_faults(&faults, kind, labels, e);
	sheet_clear(&s);
	faults_clear(&faults);
	return rc;
}

enum rc
typed_person(struct store *store, const char *text, const char *field,
    char *ref, struct typed_errors *e, struct error *err)
{
	struct person person = {0};
	struct person_id id = {0};
	enum rc rc;

	(void)snprintf(ref, TYPED_FIELD, "%s", text);
	if (*text == '\0')
		return RC_OK;
	rc = person_find(store, text, &id, err);
	if (rc == RC_OK)
		return rc;
	if (rc == RC_NOTFOUND)
		rc = person_worker(store, text, &id, err);
	if (rc == RC_OK && (rc = person_get(store, id, &person, err)) == RC_OK)
		(void)snprintf(ref, TYPED_FIELD, "%s", person.ref);
	person_clear(&person);
	if (rc == RC_NOTFOUND || rc == RC_CONFLICT) {
		*ref = '\0';
		typed_say(e, field,
		    rc == RC_CONFLICT
			? "Several people are called that: type the reference"
			: "Nobody who works for an agency here is called that: "
			  "type the name as the list of people has it, or the "
			  "reference");
		rc = RC_OK;
	}
	return rc;
}
