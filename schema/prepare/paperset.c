#include "prepare/paperset.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "store/agenda.h"
#include "store/attendance.h"
#include "store/audit.h"
#include "store/handout.h"
#include "store/meeting.h"

/* A key for ITEM, or a look at whether the one it has can be opened. */
static enum rc
key_item(struct store *store, struct keystore *keys, struct agenda_item *item,
    int *made, struct error *err)
{
	struct box_secret secret = {{0}};
	struct box_public public;
	enum rc rc;

	if (!item->has_key) {
		box_pair_make(&item->key, &secret);
		if ((rc = keystore_put(keys, KEYSTORE_ITEM, item->id.v,
			 secret.v, sizeof(secret.v), err)) == RC_OK)
			rc = agenda_set_key(store, item->id, &item->key, err);
		item->has_key = true;
		++*made;
		goto done;
	}
	rc = keystore_get(
	    keys, KEYSTORE_ITEM, item->id.v, secret.v, sizeof(secret.v), err);
	if (rc == RC_OK) {
		box_public_of(&secret, &public);
		if (memcmp(public.v, item->key.v, sizeof(public.v)) != 0)
			rc = RC_NOTFOUND;
	}
	if (rc == RC_NOTFOUND)
		rc = error_set(err, RC_DAMAGED,
		    "the keystore has no key that opens item %d, though its "
		    "papers were made; restore keys/ from its backup",
		    item->number);
done:
	box_wipe(&secret, sizeof(secret));
	return rc;
}

enum rc
paperset_keys(struct store *store, struct keystore *keys,
    struct meeting_id meeting, const char *who, struct error *err)
{
	struct agenda_item *items = NULL;
	size_t count = 0;
	char which[40];
	char why[40];
	int made = 0;
	enum rc rc;

	if ((rc = agenda_add_spares(store, meeting, PAPERSET_SPARES, err)) !=
		RC_OK ||
	    (rc = agenda_list(store, meeting, &items, &count, err)) != RC_OK)
		goto done;
	if (count <= PAPERSET_SPARES) {
		rc = error_set(err, RC_NOTFOUND,
		    "the meeting has no agenda; marac-store import agenda "
		    "first");
		goto done;
	}
	for (size_t i = 0; rc == RC_OK && i < count; i++)
		rc = key_item(store, keys, &items[i], &made, err);
	(void)snprintf(
	    which, sizeof(which), "meeting:%lld", (long long)meeting.v);
	(void)snprintf(why, sizeof(why), "new keys %d", made);
	if (rc == RC_OK)
		rc = audit_add(store, who, "papers.made", which, why, err);
done:
	free(items);
	return rc;
}

static const char *
type_name(const char *type)
{
	static const char *const names[][2] = {{"marac", "MARAC"},
	    {"emergency_marac", "Emergency MARAC"},
	    {"icpc", "Initial child protection conference"},
	    {"rcpc", "Review child protection conference"},
	    {"review", "Review meeting"}};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strcmp(names[i][0], type) == 0)
			return names[i][1];
	}
	return type;
}

static char *
label_of(const struct agenda_item *item)
{
	char text[64];

	if (strcmp(item->kind, "spare") == 0)
		(void)snprintf(text, sizeof(text), "Spare %d", item->number);
	else if (item->reference[0] == '\0')
		(void)snprintf(text, sizeof(text), "Actions review");
	else
		(void)snprintf(text, sizeof(text), "%s", item->reference);
	return strdup(text);
}

/* Spares behind the others, whatever their numbers. */
static enum rc
fill_items(struct papers *papers, const struct agenda_item *items, size_t count,
    struct error *err)
{
	papers->items = calloc(count, sizeof(*papers->items));
	if (papers->items == NULL)
		return error_nomem(err);
	for (int spare = 0; spare < 2; spare++) {
		for (size_t i = 0; i < count; i++) {
			struct papers_item *to;

			if ((strcmp(items[i].kind, "spare") == 0) !=
			    (spare == 1))
				continue;
			to = &papers->items[papers->nitems++];
			to->number = items[i].number;
			memcpy(
			    to->public_id, items[i].public_id, PUBLIC_ID_TEXT);
			to->label = label_of(&items[i]);
			to->kind = strdup(items[i].kind);
			to->key = items[i].key;
			if (to->label == NULL || to->kind == NULL)
				return error_nomem(err);
		}
	}
	return RC_OK;
}

static enum rc
fill_people(struct store *store, struct meeting_id meeting,
    struct papers *papers, struct error *err)
{
	struct attendance *list = NULL;
	size_t count = 0;
	enum rc rc = attendance_list(store, meeting, &list, &count, err);

	if (rc == RC_OK && count > 0 &&
	    (papers->people = calloc(count, sizeof(*papers->people))) == NULL)
		rc = error_nomem(err);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		struct papers_person *to = &papers->people[papers->npeople++];

		to->ref = list[i].ref;
		to->name = list[i].name; /* moved */
		to->agency = list[i].agency;
		to->capacity = list[i].capacity;
		list[i].name = list[i].agency = list[i].capacity = NULL;
	}
	attendance_free(list, count);
	return rc;
}

static enum rc
fill_head(struct store *store, struct meeting_id id, struct papers *papers,
    struct error *err)
{
	struct meeting meeting = {0};
	char when[CLOCK_TEXT];
	char title[256];
	enum rc rc = meeting_get(store, id, &meeting, err);

	if (rc != RC_OK)
		return rc;
	(void)clock_format_london(meeting.planned_ms, when);
	when[strcspn(when, ",")] = '\0'; /* the day is enough */
	(void)snprintf(title, sizeof(title), "%s %s, %s",
	    type_name(meeting.type), meeting.area, when);
	memcpy(papers->public_id, meeting.public_id, PUBLIC_ID_TEXT);
	papers->planned_ms = meeting.planned_ms;
	papers->type = strdup(meeting.type);
	papers->title = strdup(title);
	if (papers->type == NULL || papers->title == NULL)
		rc = error_nomem(err);
	meeting_clear(&meeting);
	return rc;
}

enum rc
paperset_fill(struct store *store, struct meeting_id meeting,
    struct papers *papers, struct error *err)
{
	struct agenda_item *items = NULL;
	size_t count = 0;
	enum rc rc;

	if ((rc = agenda_list(store, meeting, &items, &count, err)) == RC_OK &&
	    (rc = fill_head(store, meeting, papers, err)) == RC_OK &&
	    (rc = fill_items(papers, items, count, err)) == RC_OK)
		rc = fill_people(store, meeting, papers, err);
	free(items);
	return rc;
}

enum rc
paperset_publish(struct store *store, struct meeting_id meeting,
    const struct papers *papers, const char *who, struct error *err)
{
	char which[40];
	struct buf text = {0};
	enum rc rc = papers_text(papers, &text, err);

	(void)snprintf(
	    which, sizeof(which), "meeting:%lld", (long long)meeting.v);
	if (rc == RC_OK &&
	    (rc = handout_put(store, meeting, text.data, text.len,
		 clock_wall_ms(), err)) == RC_OK)
		rc = audit_add(store, who, "papers.published", which, "", err);
	buf_clear(&text);
	return rc;
}
