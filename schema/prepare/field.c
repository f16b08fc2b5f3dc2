#include "prepare/field.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "store/child.h"
#include "store/docket.h"
#include "store/mcase.h"
#include "store/meeting.h"
#include "store/person.h"

void
field_fault(struct field_row *row, size_t i, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	faults_add(row->faults, row->v[i]->line, row->v[i]->column, "%s", text);
	if (row->columns != NULL)
		faults_name(row->faults, row->columns[i]);
	row->bad = true;
}

bool
field_answer(struct field_row *row, size_t i, enum rc rc)
{
	switch (rc) {
	case RC_OK:
		return true;
	case RC_NOTFOUND:
	case RC_CONFLICT:
	case RC_INVALID:
	case RC_DENIED:
		field_fault(row, i, "%s", row->err.text);
		return false;
	default:
		row->bad = true;
		row->fatal = rc;
		return false;
	}
}

const char *
field_line(struct field_row *row, size_t i)
{
	const char *text = row->v[i]->text;

	if (strpbrk(text, "\r\n") != NULL)
		field_fault(row, i, "has a line end in it; write one line");
	else if (strlen(text) > FIELD_LINE)
		field_fault(row, i, "longer than %d bytes", FIELD_LINE);
	return text;
}

const char *
field_need(struct field_row *row, size_t i)
{
	const char *text = field_line(row, i);

	if (*text == '\0')
		field_fault(row, i, "must not be blank");
	return text;
}

const char *
field_ref(struct field_row *row, size_t i)
{
	const char *text = field_need(row, i);

	if (strchr(text, ';') != NULL)
		field_fault(row, i, "a reference has no ';' in it");
	else if (strlen(text) > FIELD_REF)
		field_fault(
		    row, i, "a reference has at most %d bytes", FIELD_REF);
	return text;
}

const char *
field_choice(struct field_row *row, size_t i, const char *const *choices,
    const char *fallback)
{
	const char *text = row->v[i]->text;
	struct buf list = {0};

	if (*text == '\0' && fallback != NULL)
		return fallback;
	for (size_t c = 0; choices[c] != NULL; c++)
		if (strcmp(text, choices[c]) == 0)
			return choices[c];
	for (size_t c = 0; choices[c] != NULL; c++)
		buf_printf(&list, "%s%s", c == 0 ? "" : ", ", choices[c]);
	field_fault(row, i, "must be one of: %s", buf_str(&list));
	buf_clear(&list);
	return choices[0];
}

bool
field_yes(struct field_row *row, size_t i)
{
	static const char *const choices[] = {"no", "yes", NULL};

	return field_choice(row, i, choices, choices[0]) == choices[1];
}

int
field_number(struct field_row *row, size_t i, int low, int high, int fallback)
{
	const char *text = row->v[i]->text;
	char *end = NULL;
	long n;

	if (*text == '\0')
		return fallback;
	errno = 0;
	n = strtol(text, &end, 10);
	if (errno != 0 || *end != '\0' || *text < '0' || *text > '9' ||
	    n < low || n > high) {
		field_fault(
		    row, i, "must be a number from %d to %d", low, high);
		return fallback;
	}
	return (int)n;
}

int
field_place(const struct field_row *row, int number)
{
	for (size_t i = 0; i < row->nhidden; i++)
		number += row->hidden[i] <= number;
	return number;
}

const char *
field_date(struct field_row *row, size_t i)
{
	const char *text = row->v[i]->text;
	int64_t ms;

	if (*text == '\0')
		return NULL;
	if (strlen(text) != strlen("YYYY-MM-DD") ||
	    clock_parse(text, &ms, NULL) != RC_OK) {
		field_fault(row, i,
		    "must be a date of the calendar, written YYYY-MM-DD");
		return NULL;
	}
	return text;
}

int64_t
field_day_ms(struct field_row *row, size_t i)
{
	const char *text = field_date(row, i);
	int64_t ms = 0;

	if (text != NULL)
		(void)clock_parse(text, &ms, NULL);
	return ms;
}

int64_t
field_day_end_ms(struct field_row *row, size_t i)
{
	int64_t ms = field_day_ms(row, i);

	if (ms == 0)
		return 0;
	ms += CLOCK_DAY_MS;
	return ms - (int64_t)clock_london_offset_min(ms) * 60 * 1000;
}

int64_t
field_moment_ms(struct field_row *row, size_t i)
{
	const char *text = row->v[i]->text;
	struct clock_civil civil = {0};
	char iso[24];
	int64_t ms = 0;

	if (strlen(text) == strlen("YYYY-MM-DDTHH:MMZ") &&
	    clock_parse(text, &ms, NULL) == RC_OK)
		return ms;
	if (strlen(text) == strlen("YYYY-MM-DD HH:MM") && text[10] == ' ') {
		(void)snprintf(
		    iso, sizeof(iso), "%.10sT%.5sZ", text, text + 11);
		if (clock_parse(iso, &ms, NULL) == RC_OK &&
		    sscanf(text, "%d-%d-%d %d:%d", &civil.year, &civil.month,
			&civil.day, &civil.hour, &civil.minute) == 5)
			return clock_from_london(&civil);
	}
	field_fault(row, i,
	    "must be a day and a time, written YYYY-MM-DD HH:MM (in London)");
	return 0;
}

int
field_minute(struct field_row *row, size_t i)
{
	const char *t = row->v[i]->text;

	if (*t == '\0')
		return -1;
	if (strlen(t) == 5 && strspn(t, "0123456789:") == 5 && t[2] == ':' &&
	    t[0] != ':' && t[1] != ':' && t[3] != ':' && t[4] != ':') {
		int minute = ((t[0] - '0') * 10 + t[1] - '0') * 60 +
		    (t[3] - '0') * 10 + t[4] - '0';

		if (t[3] <= '5' && minute < 24 * 60)
			return minute;
	}
	field_fault(row, i, "must be a time from 00:00 to 23:59");
	return -1;
}

struct person_id
field_part_person(struct field_row *row, size_t i, const char *part)
{
	struct person_id id = {0};

	(void)field_answer(
	    row, i, person_find(row->store, part, &id, &row->err));
	return id;
}

struct child_id
field_part_child(struct field_row *row, size_t i, const char *part)
{
	struct person_id person = field_part_person(row, i, part);
	struct child_id id = {0};

	if (person.v != 0 &&
	    child_find(row->store, person, &id, &row->err) == RC_NOTFOUND)
		field_fault(row, i,
		    "'%s' is not a child here; import children first", part);
	return id;
}

struct person_id
field_person(struct field_row *row, size_t i, bool needed)
{
	const char *text = row->v[i]->text;

	if (*text != '\0')
		return field_part_person(row, i, text);
	if (needed)
		field_fault(row, i, "must be a person's reference");
	return (struct person_id){0};
}

struct child_id
field_child(struct field_row *row, size_t i)
{
	const char *text = row->v[i]->text;

	if (*text != '\0')
		return field_part_child(row, i, text);
	field_fault(row, i, "must be a child's reference");
	return (struct child_id){0};
}

struct case_id
field_case(struct field_row *row, size_t i, bool needed)
{
	const char *text = row->v[i]->text;
	struct case_id id = {0};

	bool knows = true;
	enum rc rc;

	if (*text != '\0') {
		rc = mcase_find(row->store, text, &id, &row->err);
		if (rc == RC_OK && row->asks.v != 0 && row->of.v != 0)
			rc = docket_knows(row->store, row->asks, row->of, id,
			    row->now_ms, &knows, &row->err);
		if (rc == RC_OK && !knows)
			rc = mcase_missing(text, &row->err);
		(void)field_answer(row, i, rc);
	} else if (needed)
		field_fault(row, i, "must be a case's reference");
	return id;
}

struct meeting_id
field_meeting(struct field_row *row, size_t i)
{
	const char *text = row->v[i]->text;
	struct meeting_id id = {0};

	if (*text != '\0')
		(void)field_answer(
		    row, i, meeting_find(row->store, text, &id, &row->err));
	else
		field_fault(row, i, "must be a meeting's reference");
	if (!row->bad && row->of.v != 0 && id.v != row->of.v)
		field_fault(row, i,
		    "is another meeting's; every row must be of this one");
	return id;
}

void
field_parts(struct field_row *row, size_t i, field_part *put, void *to)
{
	const char *p = field_line(row, i);
	char part[FIELD_LINE + 1];

	while (!row->bad && *p != '\0') {
		size_t len = strcspn(p, ";");
		size_t from = strspn(p, " \t");
		size_t end = len;

		while (end > from && (p[end - 1] == ' ' || p[end - 1] == '\t'))
			end--;
		if (end > from) {
			memcpy(part, p + from, end - from);
			part[end - from] = '\0';
			put(row, i, part, to);
		}
		p += len + (p[len] == ';');
	}
}
