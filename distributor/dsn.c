#include "distributor/dsn.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* One group of fields. */
struct group {
	bool final, original; /* which recipients it names */
	enum dsn_action action;
	char status[DSN_STATUS];
	char diagnostic[DSN_STATUS];
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* How long the code at TEXT is, 0: there is none. */
static size_t
code_length(const char *text, size_t len)
{
	size_t at = 1;

	if (len < 5 || (*text != '2' && *text != '4' && *text != '5'))
		return 0;
	for (int part = 0; part < 2; part++) {
		size_t digits = 0;

		if (at >= len || text[at++] != '.')
			return 0;
		for (; at < len && is_digit(text[at]); at++)
			digits++;
		if (digits < 1 || digits > 3)
			return 0;
	}
	/* "4.3.2.1" and "5.1.1.example" are something else. */
	if (at + 1 < len && text[at] == '.' && text[at + 1] > ' ')
		return 0;
	return at;
}

void
dsn_code(const char *text, size_t len, char status[DSN_STATUS])
{
	status[0] = '\0';
	for (size_t i = 0; i < len; i++) {
		size_t n;

		if (i > 0 && (is_digit(text[i - 1]) || text[i - 1] == '.'))
			continue;
		n = code_length(text + i, len - i);
		if (n == 0 || n >= DSN_STATUS)
			continue;
		memcpy(status, text + i, n);
		status[n] = '\0';
		return;
	}
}

static enum dsn_action
action_of(const char *word, size_t len)
{
	static const struct {
		const char *name;
		enum dsn_action action;
	} names[] = {
	    {"failed", DSN_FAILED},
	    {"delayed", DSN_DELAYED},
	    {"delivered", DSN_ARRIVED},
	    {"relayed", DSN_ARRIVED},
	    {"expanded", DSN_ARRIVED},
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		size_t n = strlen(names[i].name);

		/* A comment may follow. */
		if (len >= n && strncasecmp(word, names[i].name, n) == 0 &&
		    (len == n || strchr(" \t\r\n(;", word[n]) != NULL))
			return names[i].action;
	}
	return DSN_NONE;
}

/* What GROUP comes to, joined to OUT; GROUP is empty after it. */
static void
conclude(struct group *group, struct dsn *out)
{
	enum dsn_action action = group->action;
	const char *status = group->status;

	/* "5.0.0" is what a server says that knows no better; its diagnostic
	 * often does. */
	if (group->diagnostic[0] != '\0' &&
	    (status[0] == '\0' || strcmp(status + 1, ".0.0") == 0))
		status = group->diagnostic;
	if (action == DSN_NONE &&
	    (group->final || group->original || group->status[0] != '\0'))
		action = status[0] == '2' ? DSN_ARRIVED : DSN_FAILED;
	if (action > out->action) {
		out->action = action;
		(void)snprintf(out->status, DSN_STATUS, "%s", status);
	}
	*group = (struct group){0};
}

/* Is FIELD's name NAME?  *VALUE is what stands behind it. */
static bool
named(const char *field, size_t len, const char *name, const char **value)
{
	size_t n = strlen(name);
	size_t at = n;

	if (len <= n || strncasecmp(field, name, n) != 0)
		return false;
	while (at < len && (field[at] == ' ' || field[at] == '\t'))
		at++;
	if (at >= len || field[at] != ':')
		return false;
	for (at++; at < len && strchr(" \t\r\n", field[at]) != NULL;)
		at++;
	*value = field + at;
	return true;
}

/* A recipient.  Some put no empty line between two groups: then a second of
 * the same kind begins the next. */
static void
take_recipient(struct group *group, bool final, struct dsn *out)
{
	if (final ? group->final : group->original)
		conclude(group, out);
	if (final)
		group->final = true;
	else
		group->original = true;
}

/* One field with the lines that continue it. */
static void
take(struct group *group, const char *field, size_t len, struct dsn *out)
{
	const char *end = field + len, *value;

	if (named(field, len, "Final-Recipient", &value)) {
		take_recipient(group, true, out);
	} else if (named(field, len, "Original-Recipient", &value)) {
		take_recipient(group, false, out);
	} else if (named(field, len, "Action", &value)) {
		group->action = action_of(value, (size_t)(end - value));
	} else if (named(field, len, "Status", &value)) {
		dsn_code(value, (size_t)(end - value), group->status);
	} else if (named(field, len, "Diagnostic-Code", &value)) {
		dsn_code(value, (size_t)(end - value), group->diagnostic);
	}
}

/* Where the line at AT ends, behind its LF. */
static size_t
line_end(const char *text, size_t len, size_t at)
{
	const char *lf = memchr(text + at, '\n', len - at);

	return lf == NULL ? len : (size_t)(lf - text) + 1;
}

void
dsn_read(const char *text, size_t len, struct dsn *out)
{
	struct group group = {0};

	*out = (struct dsn){0};
	for (size_t at = 0; at < len;) {
		size_t end = line_end(text, len, at);

		if (text[at] == '\n' || (text[at] == '\r' && end - at == 2)) {
			conclude(&group, out);
			at = end;
			continue;
		}
		while (end < len && (text[end] == ' ' || text[end] == '\t'))
			end = line_end(text, len, end);
		take(&group, text + at, end - at, out);
		at = end;
	}
	conclude(&group, out);
}
