/* kindpeople -- people, children, cases, relationships, contact routes,
 * languages. */
#include "prepare/kind.h"

#include <stdlib.h>
#include <string.h>

#include "store/child.h"
#include "store/deed.h"
#include "store/impartial.h"
#include "store/mcase.h"
#include "store/person.h"
#include "store/relation.h"
#include "store/route.h"

static const char *const people_columns[] = {
    "ref", "name", "aliases", "agency", "title", NULL};
static const char *const people_1[] = {
    "P1", "Cora Sample", "", "Northshire Council", "MARAC coordinator"};
static const char *const people_2[] = {
    "P2", "Erin Example", "Rin Example; Erin Invented", "", ""};
static const char *const people_3[] = {"P3", "Max Example", "", "", ""};
static const char *const people_4[] = {
    "P4", "Unborn child of Erin Example", "", "", ""};
static const char *const people_5[] = {"P5", "Perry Placeholder", "", "", ""};
static const char *const people_6[] = {"P6", "Sam Sample", "", "", ""};
static const char *const people_7[] = {
    "P7", "Charlie Invented", "", "Northshire Police", "Detective inspector"};
static const char *const *const people_examples[] = {
    people_1, people_2, people_3, people_4, people_5, people_6, people_7, NULL};

enum { ALIASES_MAX = 32 };

struct aliases {
	char *v[ALIASES_MAX];
	size_t count;
};

static void
take_alias(struct field_row *row, size_t i, const char *part, void *to)
{
	struct aliases *a = to;

	if (a->count == ALIASES_MAX)
		field_fault(row, i, "more than %d aliases", ALIASES_MAX);
	else if ((a->v[a->count] = strdup(part)) == NULL)
		(void)field_answer(row, i, error_nomem(&row->err));
	else
		a->count++;
}

static void
put_people(struct field_row *row, enum upsert *what)
{
	struct person_row person = {
	    .ref = field_ref(row, 0),
	    .name = field_need(row, 1),
	    .agency = field_line(row, 3),
	    .title = field_line(row, 4),
	};
	struct aliases aliases = {0};
	struct person_id id = {0};
	bool changed = false;

	field_parts(row, 2, take_alias, &aliases);
	if (!row->bad &&
	    field_answer(row, 1,
		person_put(row->store, &person, &id, what, &row->err)) &&
	    field_answer(row, 2,
		person_set_aliases(row->store, id,
		    (const char *const *)aliases.v, aliases.count, &changed,
		    &row->err)) &&
	    changed && *what == UPSERT_SAME)
		*what = UPSERT_CHANGED;
	for (size_t i = 0; i < aliases.count; i++)
		free(aliases.v[i]);
}

const struct kind kindpeople_people = {
    "people", people_columns, 1, people_examples, put_people};

static const char *const children_columns[] = {"person", "born_on",
    "expected_on", "school", "interpreter", "flags", "understands",
    "understanding_by", "understanding_on", "supporter", NULL};
static const char *const children_a[] = {"P3", "2012-05-14", "",
    "Invented Academy", "", "", "yes", "Iris Invented", "2026-11-02",
    "Iris Invented"};
static const char *const children_b[] = {
    "P4", "", "2027-03-15", "", "Polish", "", "no", "", "", ""};
static const char *const *const children_examples[] = {
    children_a, children_b, NULL};

static void
put_children(struct field_row *row, enum upsert *what)
{
	struct child_row child = {
	    .person = field_person(row, 0, true),
	    .born_on = field_date(row, 1),
	    .expected_on = field_date(row, 2),
	    .school = field_line(row, 3),
	    .interpreter = field_line(row, 4),
	    .flags = field_line(row, 5),
	    .understands = field_yes(row, 6),
	    .understanding_by = field_line(row, 7),
	    .understanding_at = field_day_ms(row, 8),
	    .supporter = field_line(row, 9),
	};
	struct child_id id;

	if (!row->bad && child.born_on == NULL && child.expected_on == NULL)
		field_fault(row, 1,
		    "a date of birth, or for an unborn child the expected_on "
		    "date, must be there");
	if (child.understands && child.understanding_by[0] == '\0')
		field_fault(row, 7,
		    "understands is yes: say who assessed it (rule 13)");
	if (child.understands && child.understanding_at == 0)
		field_fault(row, 8,
		    "understands is yes: say when it was assessed (rule 13)");
	if (child.understands && child.supporter[0] == '\0')
		field_fault(
		    row, 9, "understands is yes: name the supporter (rule 13)");
	if (!row->bad)
		(void)field_answer(row, 0,
		    child_put(row->store, &child, &id, what, &row->err));
}

const struct kind kindpeople_children = {
    "children", children_columns, 1, children_examples, put_children};

static const char *const cases_columns[] = {"reference", "victim", "children",
    "perpetrators", "criteria", "dash_score", "last_referral_on", NULL};
static const char *const cases_a[] = {
    "NS-0041", "P2", "P3; P4", "P5", "visible high risk", "17", "2026-11-03"};
static const char *const cases_b[] = {
    "NS-0042", "P6", "", "", "professional judgement", "", "2026-11-05"};
static const char *const *const cases_examples[] = {cases_a, cases_b, NULL};

enum { MEMBERS_MAX = 64 };

struct members {
	struct child_id children[MEMBERS_MAX];
	size_t nchildren;
	struct person_id perpetrators[MEMBERS_MAX];
	size_t nperpetrators;
};

static void
take_child(struct field_row *row, size_t i, const char *part, void *to)
{
	struct members *m = to;

	if (m->nchildren == MEMBERS_MAX)
		field_fault(row, i, "more than %d children", MEMBERS_MAX);
	else
		m->children[m->nchildren++] = field_part_child(row, i, part);
}

static void
take_perpetrator(struct field_row *row, size_t i, const char *part, void *to)
{
	struct members *m = to;

	if (m->nperpetrators == MEMBERS_MAX)
		field_fault(row, i, "more than %d perpetrators", MEMBERS_MAX);
	else
		m->perpetrators[m->nperpetrators++] =
		    field_part_person(row, i, part);
}

static void
put_cases(struct field_row *row, enum upsert *what)
{
	struct members m = {0};
	struct mcase_row mcase = {
	    .reference = field_ref(row, 0),
	    .victim = field_person(row, 1, true),
	    .children = m.children,
	    .perpetrators = m.perpetrators,
	    .criteria = field_line(row, 4),
	    .dash_score = field_number(row, 5, 0, 24, -1),
	    .last_referral_on = field_date(row, 6),
	};
	struct case_id id;

	field_parts(row, 2, take_child, &m);
	field_parts(row, 3, take_perpetrator, &m);
	mcase.nchildren = m.nchildren;
	mcase.nperpetrators = m.nperpetrators;
	for (size_t i = 0; i < m.nperpetrators; i++) {
		if (m.perpetrators[i].v != 0 &&
		    m.perpetrators[i].v == mcase.victim.v)
			field_fault(row, 3,
			    "the victim is among the perpetrators; counter-"
			    "allegations are a relationship that is disputed");
	}
	if (!row->bad)
		(void)field_answer(row, 0,
		    mcase_put(row->store, &mcase, &id, what, &row->err));
}

const struct kind kindpeople_cases = {
    "cases", cases_columns, 1, cases_examples, put_cases};

static const char *const relationships_columns[] = {"person", "child", "kind",
    "parental_responsibility", "source_of_harm", "valid_from", "valid_to",
    NULL};
static const char *const relationships_a[] = {
    "P2", "P3", "mother", "yes", "no", "", ""};
static const char *const relationships_b[] = {
    "P5", "P3", "father", "yes", "yes", "2012-05-14", ""};
static const char *const *const relationships_examples[] = {
    relationships_a, relationships_b, NULL};

static void
put_relationships(struct field_row *row, enum upsert *what)
{
	static const char *const harm[] = {
	    "unknown", "yes", "no", "disputed", NULL};
	struct relation_row relation = {
	    .person = field_person(row, 0, true),
	    .child = field_child(row, 1),
	    .kind = field_need(row, 2),
	    .parental_responsibility = field_yes(row, 3),
	    .source_of_harm = field_choice(row, 4, harm, harm[0]),
	    .valid_from = field_date(row, 5),
	    .valid_to = field_date(row, 6),
	};

	if (relation.valid_from != NULL && relation.valid_to != NULL &&
	    strcmp(relation.valid_to, relation.valid_from) < 0)
		field_fault(row, 6, "ends before it begins");
	if (!row->bad)
		(void)field_answer(row, 2,
		    relation_put(row->store, &relation, what, &row->err));
}

const struct kind kindpeople_relationships = {"relationships",
    relationships_columns, 3, relationships_examples, put_relationships};

static const char *const routes_columns[] = {"person", "channel", "value",
    "safe", "safe_from", "safe_to", "voicemail", "shared_device", "verified_by",
    "verified_on", "expires_on", NULL};
static const char *const routes_a[] = {"P1", "email",
    "cora@council.example.invalid", "yes", "", "", "no", "no", "P1",
    "2026-11-01", ""};
static const char *const routes_b[] = {"P2", "phone", "01632 960001", "yes",
    "09:30", "14:00", "no", "yes", "Iris Invented", "2026-11-20", "2027-02-28"};
static const char *const *const routes_examples[] = {routes_a, routes_b, NULL};

/* Somebody of the same list who verified another's route decided about them
 * (rules 3, 4 and 14).  A name that is nobody's reference is taken as it is. */
static void
ask_verifier(struct field_row *row, const struct route_row *route)
{
	struct releases_account by = {.person = {0}};

	if (row->bad ||
	    person_find(row->store, route->verified_by, &by.person, NULL) !=
		RC_OK ||
	    by.person.v == route->person.v)
		return;
	(void)field_answer(row, 8,
	    impartial_ask(row->store, &by,
		&(struct deed){.person = route->person}, &row->err));
}

static void
put_routes(struct field_row *row, enum upsert *what)
{
	static const char *const channels[] = {
	    "email", "phone", "letter", "in person", NULL};
	static const char *const safe[] = {"unknown", "yes", "no", NULL};
	struct route_row route = {
	    .person = field_person(row, 0, true),
	    .channel = field_choice(row, 1, channels, NULL),
	    .value = row->v[2]->text,
	    .safe = field_choice(row, 3, safe, safe[0]),
	    .safe_from_minute = field_minute(row, 4),
	    .safe_to_minute = field_minute(row, 5),
	    .voicemail = field_yes(row, 6),
	    .shared_device = field_yes(row, 7),
	    .verified_by = field_line(row, 8),
	    .verified_at = field_day_ms(row, 9),
	    .expires_at = field_day_end_ms(row, 10),
	};
	struct buf normal = {0};

	if (*route.value == '\0' && strcmp(route.channel, "in person") != 0)
		field_fault(row, 2, "must not be blank");
	else if (!row->bad) /* the complaint belongs to this field */
		(void)field_answer(row, 2,
		    route_normal(
			route.channel, route.value, &normal, &row->err));
	if ((route.safe_from_minute < 0) != (route.safe_to_minute < 0))
		field_fault(row, 4,
		    "safe_from and safe_to go together: give both or neither");
	if (route.verified_at > row->now_ms)
		field_fault(row, 9, "a day that has not come yet");
	ask_verifier(row, &route);
	if (!row->bad)
		(void)field_answer(row, 2,
		    route_put(row->store, row->column, &route, row->now_ms,
			what, &row->err));
	buf_clear(&normal);
}

const struct kind kindpeople_routes = {
    "routes", routes_columns, 2, routes_examples, put_routes};

static const char *const languages_columns[] = {"person", "language", NULL};
static const char *const languages_a[] = {"P2", "cy"};
static const char *const languages_b[] = {"P7", "en"};
static const char *const *const languages_examples[] = {
    languages_a, languages_b, NULL};

static void
put_languages(struct field_row *row, enum upsert *what)
{
	static const char *const codes[] = {"en", "cy", NULL};
	struct person_id person = field_person(row, 0, true);
	const char *code = field_choice(row, 1, codes, NULL);

	if (!row->bad)
		(void)field_answer(row, 1,
		    person_put_language(
			row->store, person, code, what, &row->err));
}

const struct kind kindpeople_languages = {
    "languages", languages_columns, 1, languages_examples, put_languages};
