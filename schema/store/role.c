#include "store/role.h"

#include <stddef.h>
#include <string.h>

#include <sqlite3.h>

enum {
	R = 1, /* read */
	I = 2, /* insert */
	U = 4, /* update */
	D = 8, /* delete */
	RI = R | I,
	RU = R | U,
	ALL = R | I | U | D
};

/*
 * A line with a column speaks for that column (reading and updating); the line
 * without one for the table's other columns, and for rows coming and going.
 * What has no line is the tool's alone.
 */
static const struct grant {
	const char *table;
	const char *column;
	unsigned distributor;
	unsigned share;
} grants[] = {
    /* people */
    {"agency", NULL, R, RI},
    {"person", "language", R, RU}, /* they may choose it themselves */
    {"person", NULL, R, R},
    {"person_alias", NULL, R, R},
    {"child", NULL, R, R},
    {"relationship", NULL, R, R},
    {"contact_route", NULL, R, 0},

    /* cases */
    {"marac_case", NULL, R, R},
    {"case_child", NULL, R, R},
    {"case_perpetrator", NULL, R, R},

    /* meetings */
    {"meeting", NULL, RI | U, R},
    {"attendance", NULL, ALL, R},
    {"agenda_item", NULL, ALL, R},
    {"conflict", NULL, RI, R},
    {"exclusion", NULL, RI, R},

    /* the recording */
    {"device", NULL, R, R},
    {"device_ended", NULL, R, R},
    {"recording", NULL, RI, R},
    {"segment", NULL, RI, R},
    {"mark", "item_id", RU, R}, /* a moved boundary takes words along */
    {"mark", NULL, RI, R},
    {"passage", NULL, ALL, R},
    {"text_cue", NULL, RI | U, R},
    {"action", "outcome", RI | U, RU}, /* its owner says it */
    {"action", "outcome_note", RI | U, RU},
    {"action", "basis", RI | U, RU},
    {"action", NULL, RI | U, R},

    /* decisions: who made them, but never what they sign in with */
    {"account", "id", R, R},
    {"account", "login", R, R},
    {"account", "person_id", R, R},
    {"account", "role", R, RU}, /* an administrator's deeds: staff.h */
    {"account", "disabled_at", R, RU},
    {"account", "password_hash", 0, RU},
    {"account", "totp_sealed", 0, RU},
    {"account", "totp_step", 0, RU},
    {"account", "failures", 0, RU},
    {"account", "locked_until", 0, RU},
    {"account", NULL, 0, I},
    {"account_setup", NULL, 0, ALL},
    {"case_release", NULL, RI | U, R},
    {"decision", NULL, RI | U, R},
    {"safety_confirmation", NULL, R, R},

    /* corrections */
    {"withheld_passage", NULL, RI | U, R},
    {"boundary", NULL, RI | U, R},
    {"exception", NULL, RI | U, R},
    {"edge_heard", NULL, RI | U, R},
    {"safety_hold", NULL, RI | U, R},

    /* copies */
    {"rendition", NULL, ALL, R},
    {"rendition_part", NULL, ALL, R},
    {"rendition_key", NULL, ALL, R},
    {"rendition_mp3", NULL, ALL, R},
    {"rendition_serial", NULL, ALL, 0},
    {"rendition_outline", NULL, ALL, R},
    {"case_recording", NULL, ALL, R},
    {"listening", NULL, ALL, R},
    {"listening_coverage", NULL, R | D, ALL},
    {"link_key", NULL, R, R},
    {"parcel", NULL, RI | U, R},
    {"copy", "opened_at", RU, RU},
    {"copy", "collected_at", RU, RU},
    {"copy", "withdrawn_at", RU, RU}, /* "I did not expect this" */
    {"copy", "withdrawn_why", RU, RU},
    {"copy", NULL, RI | U, R},
    {"copy_coverage", NULL, R | D, ALL},
    {"message", "body_sealed", RI | U, 0},
    {"message", NULL, RI | U, R},
    {"delivery", NULL, RI | U, R},
    {"bounce", NULL, RI, R},
    {"mailbox", NULL, RI | U, 0},
    {"paper", NULL, RI | U, R},
    {"file_note", NULL, RI, RI},
    {"agency_drop", NULL, R, 0},
    {"export", NULL, RI | U, 0},
    {"export_copy", NULL, RI, 0},

    /* words */
    {"addressee", NULL, RI | U, R},
    {"debrief", "opened_at", RU, RU},
    {"debrief", "acknowledged_at", RU, RU},
    {"debrief", "withdrawn_at", RU, RU}, /* "I did not expect this" */
    {"debrief", "withdrawn_why", RU, RU},
    {"debrief", NULL, RI | U, R},
    {"task", NULL, RI | U, R},
    {"task_reminder", NULL, RI, R},
    {"escalation", NULL, RI | U, R},
    {"escalation_notice", NULL, RI | U, R},

    /* the statement of confidentiality */
    {"statement", NULL, 0, R},
    {"statement_accepted", NULL, 0, RI},

    /* people at the pages */
    {"child_assignment", NULL, R, R},
    /* a code by text message: given out anew, never read */
    {"access_code", "failures", U, RU},
    {"access_code", "stopped_at", U, RU},
    {"access_code", "code_hash", U, R},
    {"access_code", NULL, RI | U, R},
    {"session", "parcel_id", R, RU}, /* and whoever is in with the old one */
    {"session", "ends_at", RU, RU},  /* is out */
    {"session", "id_hash", R, RU},   /* does it still stand? */
    {"session", "account_id", R, RU},
    {"session", NULL, 0, ALL},
    {"file_opening", NULL, 0, ALL},
    {"file_restriction", NULL, RI | U, R},
    {"file_reader", NULL, RI, R},
    {"file_barred", NULL, R, R},
    {"file_conflict", NULL, R, R},
    {"file_overseer", NULL, R, R},
    {"file_look", NULL, 0, RI},
    {"emergency", NULL, R, RI},

    /* work, alarms, evidence */
    {"job", NULL, RI | U, RI},
    {"meeting_papers", "fetched_at", RI | U, RU},
    {"meeting_papers", "fetched_by", RI | U, RU},
    {"meeting_papers", NULL, RI | U, R},
    {"alert", "seen_at", RU, RU},
    {"alert", NULL, RI, RI},
    {"audit_event", NULL, RI, RI},
    {"audit_head", NULL, RU, RU},
    {"setting", NULL, R, R},
    {"last_run", NULL, RI | U, RI | U},

    {"sqlite_master", NULL, R, R},
};

static unsigned
granted(const struct grant *g, enum store_role role)
{
	switch (role) {
	case STORE_TOOL:
		return ALL;
	case STORE_DISTRIBUTOR:
		return g->distributor;
	case STORE_SHARE:
		return g->share;
	case STORE_READ:
		return R;
	}
	return 0;
}

/* May ROLE do WANT to COLUMN (NULL or "": the rows) of TABLE? */
static bool
may(enum store_role role, const char *table, const char *column, unsigned want)
{
	const struct grant *rest = NULL;
	unsigned some = 0;

	if (role == STORE_TOOL || (role == STORE_READ && want == R))
		return true;
	for (size_t i = 0; i < sizeof(grants) / sizeof(*grants); i++) {
		const struct grant *g = &grants[i];

		if (strcmp(g->table, table) != 0)
			continue;
		some |= granted(g, role);
		if (g->column == NULL)
			rest = g;
		else if (column != NULL && strcmp(g->column, column) == 0)
			return (granted(g, role) & want) != 0;
	}
	/* count(*) reads rows and no column. */
	if (want == R && (column == NULL || *column == '\0'))
		return (some & R) != 0;
	return rest != NULL && (granted(rest, role) & want) != 0;
}

/* The roles travel as addresses of these, so that no integer is cast. */
static enum store_role roles[] = {
    0, STORE_TOOL, STORE_DISTRIBUTOR, STORE_SHARE, STORE_READ};

static int
authorize(void *arg, int action, const char *a, const char *b,
    const char *database, const char *trigger)
{
	enum store_role role = *(const enum store_role *)arg;
	bool yes = false;

	(void)database;
	(void)trigger;
	switch (action) {
	case SQLITE_READ:
		yes = may(role, a, b, R);
		break;
	case SQLITE_UPDATE:
		yes = may(role, a, b, U);
		break;
	case SQLITE_INSERT:
		yes = may(role, a, NULL, I);
		break;
	case SQLITE_DELETE:
		yes = may(role, a, NULL, D);
		break;
	case SQLITE_FUNCTION:
		yes = strcmp(b, "load_extension") != 0;
		break;
	case SQLITE_SELECT:
	case SQLITE_RECURSIVE:
	case SQLITE_TRANSACTION:
	case SQLITE_SAVEPOINT:
		yes = true;
		break;
	case SQLITE_PRAGMA:
		yes = strcmp(a, "integrity_check") == 0 ||
		    strcmp(a, "foreign_key_check") == 0;
		break;
	default:
		break; /* attach, schema changes, load_extension ... */
	}
	return yes ? SQLITE_OK : SQLITE_DENY;
}

void
role_enforce(sqlite3 *db, enum store_role role)
{
	(void)sqlite3_set_authorizer(db, authorize, &roles[role]);
}
