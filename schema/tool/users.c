#include "tool/users.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/conf.h"
#include "seal/code.h"
#include "store/account.h"
#include "store/audit.h"
#include "store/child.h"
#include "store/deed.h"
#include "store/impartial.h"
#include "store/person.h"
#include "store/staff.h"
#include "tool/workshop.h"

enum { LINE_ROOM = CODE_PASSWORD_MAX + 2 };

/* One line without its end; unbuffered, so that stdio keeps no copy. */
static enum rc
read_line(char line[LINE_ROOM], struct error *err)
{
	size_t len = 0;
	char c;

	for (;;) {
		ssize_t got = read(STDIN_FILENO, &c, 1);

		if (got < 0)
			return error_sys(
			    err, RC_IO, "cannot read the password");
		if (got == 0 || c == '\n')
			break;
		if (len == LINE_ROOM - 1)
			return error_set(err, RC_INVALID,
			    "the password is longer than %d bytes",
			    CODE_PASSWORD_MAX);
		line[len++] = c;
	}
	if (len > 0 && line[len - 1] == '\r')
		len--;
	line[len] = '\0';
	return RC_OK;
}

/* From a terminal without an echo. */
static enum rc
ask_password(char line[LINE_ROOM], struct error *err)
{
	struct termios before;
	struct termios quiet;
	bool terminal = tcgetattr(STDIN_FILENO, &before) == 0;
	enum rc rc;

	if (terminal) {
		quiet = before;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
		(void)fprintf(stderr, "Password: ");
	}
	rc = read_line(line, err);
	if (terminal) {
		(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
		(void)fprintf(stderr, "\n");
	}
	return rc == RC_OK ? code_password_fits(line, err) : rc;
}

/* What an authenticator shows is the service's neutral name. */
static enum rc
print_totp(
    const char *dir, const char *login, const char *base32, struct error *err)
{
	struct conf *conf = NULL;
	struct buf uri = {0};
	char path[4096];
	enum rc rc;

	(void)snprintf(path, sizeof(path), "%s/marac.conf", dir);
	if ((rc = conf_open(&conf, path, err)) != RC_OK)
		return rc;
	code_totp_uri(conf_text(conf, "share.brand"), login, base32, &uri);
	if (isatty(STDOUT_FILENO))
		(void)puts("For an authenticator app; it is not shown again:");
	if ((rc = buf_check(&uri, err)) == RC_OK)
		(void)printf("%s\n%s\n", base32, buf_str(&uri));
	buf_clear(&uri);
	conf_close(conf);
	return rc;
}

static enum rc
check_role(const char *role, struct error *err)
{
	return staff_role(role, err) == RC_OK
	    ? RC_OK
	    : error_set(err, RC_INVALID,
		  "--role is coordinator, chair, caseworker or administrator");
}

static enum rc
audit_account(struct store *store, const char *what, struct account_id id,
    const char *why, struct error *err)
{
	char which[40];

	(void)snprintf(which, sizeof(which), "account:%lld", (long long)id.v);
	return audit_add(store, WORKSHOP_WHO, what, which, why, err);
}

enum rc
users_add(struct cmd_call *call, struct error *err)
{
	const char *login = call->argv[0];
	const char *ref = cmd_text(call, "person");
	const char *role = cmd_text(call, "role");
	char password[LINE_ROOM] = "";
	char stored[CODE_STORED];
	unsigned char totp[CODE_TOTP_SECRET];
	char base32[CODE_TOTP_BASE32];
	struct account_row row = {.login = login,
	    .role = role,
	    .password_hash = stored,
	    .totp = totp};
	struct account_id id = {0};
	struct box_key key = {{0}};
	struct store *store = NULL;
	enum rc rc;

	if (ref == NULL)
		return error_set(err, RC_INVALID,
		    "--person REF is missing: whose account it is");
	if ((rc = check_role(role, err)) != RC_OK ||
	    (rc = account_login(login, err)) != RC_OK ||
	    (rc = workshop_open(call, &store, err)) != RC_OK ||
	    (rc = person_find(store, ref, &row.person, err)) != RC_OK ||
	    (rc = workshop_key(store, "share", KEYSTORE_TOTP, &key, err)) !=
		RC_OK ||
	    (rc = ask_password(password, err)) != RC_OK ||
	    (rc = code_password_hash(password, stored, err)) != RC_OK)
		goto done;
	code_totp_make(totp, base32);
	if ((rc = store_begin(store, err)) == RC_OK &&
	    (rc = account_add(store, &key, &row, &id, err)) == RC_OK &&
	    (rc = audit_account(store, "account.made", id, role, err)) ==
		RC_OK &&
	    (rc = store_commit(store, err)) == RC_OK)
		rc = print_totp(workshop_dir(call), login, base32, err);
done:
	store_close(store);
	box_wipe(password, sizeof(password));
	box_wipe(totp, sizeof(totp));
	box_wipe(base32, sizeof(base32));
	box_wipe(&key, sizeof(key));
	return rc;
}

static enum rc
print_account(void *to, const char *login, const char *role,
    const char *person_ref, int64_t children, bool disabled, struct error *err)
{
	(void)to;
	(void)err;
	(void)printf("%-16s  %-13s  %-8s  %lld file%s%s\n", login, role,
	    person_ref, (long long)children, children == 1 ? "" : "s",
	    disabled ? "  disabled" : "");
	return RC_OK;
}

enum rc
users_list(struct cmd_call *call, struct error *err)
{
	struct store *store = NULL;
	enum rc rc = workshop_open(call, &store, err);

	if (rc == RC_OK)
		rc = account_list(store, print_account, NULL, err);
	store_close(store);
	return rc;
}

enum rc
users_assign(struct cmd_call *call, struct error *err)
{
	struct store *store = NULL;
	struct account_id account = {0};
	struct person_id person = {0};
	struct child_id child = {0};
	char why[40];
	enum rc rc;

	if ((rc = workshop_open(call, &store, err)) != RC_OK ||
	    (rc = store_begin(store, err)) != RC_OK ||
	    (rc = account_find(store, call->argv[0], &account, err)) != RC_OK ||
	    (rc = person_find(store, call->argv[1], &person, err)) != RC_OK ||
	    (rc = child_find(store, person, &child, err)) != RC_OK ||
	    (rc = account_assign(store, account, child, err)) != RC_OK)
		goto done;
	(void)snprintf(why, sizeof(why), "child:%lld", (long long)child.v);
	if ((rc = audit_account(
		 store, "account.assigned", account, why, err)) == RC_OK &&
	    (rc = store_commit(store, err)) == RC_OK)
		(void)printf(
		    "%s sees the file of %s\n", call->argv[0], call->argv[1]);
done:
	store_close(store);
	return rc;
}

enum rc
users_code(struct cmd_call *call, struct error *err)
{
	const char *login = cmd_text(call, "by");
	struct store *store = NULL;
	struct account_id by = {0};
	struct releases_account giver = {0};
	struct person_id person = {0};
	struct box_key pepper = {{0}};
	char code[CODE_ACCESS] = "";
	char stored[CODE_STORED];
	char who[40];
	char which[40];
	enum rc rc;

	if (login == NULL)
		return error_set(err, RC_INVALID,
		    "--by LOGIN is missing: who hands the code over in person");
	if ((rc = workshop_open(call, &store, err)) != RC_OK ||
	    (rc = account_find(store, login, &by, err)) != RC_OK ||
	    (rc = person_find(store, call->argv[0], &person, err)) != RC_OK ||
	    (rc = workshop_key(
		 store, "share", KEYSTORE_PEPPER, &pepper, err)) != RC_OK)
		goto done;
	code_access_make(code);
	(void)snprintf(who, sizeof(who), "account:%lld", (long long)by.v);
	(void)snprintf(
	    which, sizeof(which), "recipient:%lld", (long long)person.v);
	if ((rc = code_access_hash(&pepper, code, stored, err)) == RC_OK &&
	    (rc = store_begin(store, err)) == RC_OK &&
	    (rc = account_person(store, by, &giver.person, err)) == RC_OK &&
	    (rc = impartial_ask(store, &giver, &(struct deed){.person = person},
		 err)) == RC_OK &&
	    (rc = account_issue_code(
		 store, person, stored, by, clock_wall_ms(), err)) == RC_OK &&
	    (rc = audit_add(store, who, "code.issued", which, "", err)) ==
		RC_OK &&
	    (rc = store_commit(store, err)) == RC_OK)
		(void)printf("%s\n", code);
done:
	store_close(store);
	box_wipe(code, sizeof(code));
	box_wipe(&pepper, sizeof(pepper));
	return rc;
}

enum rc
users_language(struct cmd_call *call, struct error *err)
{
	struct person_id person = {0};
	struct store *store = NULL;
	char which[40];
	enum rc rc;

	if ((rc = workshop_open(call, &store, err)) != RC_OK ||
	    (rc = store_begin(store, err)) != RC_OK ||
	    (rc = person_find(store, call->argv[0], &person, err)) != RC_OK ||
	    (rc = person_set_language(store, person, call->argv[1], err)) !=
		RC_OK)
		goto done;
	(void)snprintf(
	    which, sizeof(which), "recipient:%lld", (long long)person.v);
	if ((rc = audit_add(store, WORKSHOP_WHO, "person.language", which,
		 call->argv[1], err)) == RC_OK &&
	    (rc = store_commit(store, err)) == RC_OK)
		(void)printf("%s is written to in %s\n", call->argv[0],
		    strcmp(call->argv[1], "cy") == 0 ? "Welsh" : "English");
done:
	store_close(store);
	return rc;
}

/* A code for whoever sets an account up, and what is kept of it. */
static enum rc
make_code(struct store *store, char code[CODE_ACCESS], char stored[CODE_STORED],
    struct error *err)
{
	struct box_key pepper = {{0}};
	enum rc rc =
	    workshop_key(store, "share", KEYSTORE_PEPPER, &pepper, err);

	if (rc == RC_OK) {
		code_access_make(code);
		rc = code_access_hash(&pepper, code, stored, err);
	}
	box_wipe(&pepper, sizeof(pepper));
	return rc;
}

static void
print_code(const char *code)
{
	if (isatty(STDOUT_FILENO))
		(void)printf("For its user, who goes to /setup within %d days; "
			     "it is not shown again:\n",
		    ENROL_DAYS);
	(void)printf("%s\n", code);
}

enum rc
users_invite(struct cmd_call *call, struct error *err)
{
	const char *ref = cmd_text(call, "person");
	char code[CODE_ACCESS] = "", stored[CODE_STORED];
	struct account_id id = {0};
	struct person_id person = {0};
	struct store *store = NULL;
	enum rc rc;

	if (ref == NULL)
		return error_set(err, RC_INVALID,
		    "--person REF is missing: whose account it is");
	if ((rc = check_role(cmd_text(call, "role"), err)) == RC_OK &&
	    (rc = workshop_open(call, &store, err)) == RC_OK &&
	    (rc = person_find(store, ref, &person, err)) == RC_OK &&
	    (rc = make_code(store, code, stored, err)) == RC_OK &&
	    (rc = store_begin(store, err)) == RC_OK &&
	    (rc = staff_make(store, (struct account_id){0}, call->argv[0],
		 person, cmd_text(call, "role"), stored, clock_wall_ms(), &id,
		 err)) == RC_OK &&
	    (rc = store_commit(store, err)) == RC_OK)
		print_code(code);
	store_close(store);
	box_wipe(code, sizeof(code));
	return rc;
}

enum rc
users_role(struct cmd_call *call, struct error *err)
{
	struct account_id id = {0};
	struct store *store = NULL;
	enum rc rc;

	if ((rc = workshop_open(call, &store, err)) == RC_OK &&
	    (rc = store_begin(store, err)) == RC_OK &&
	    (rc = staff_by_login(store, call->argv[0], &id, err)) == RC_OK &&
	    (rc = staff_give(store, (struct account_id){0}, id, call->argv[1],
		 clock_wall_ms(), err)) == RC_OK &&
	    (rc = store_commit(store, err)) == RC_OK)
		(void)printf("%s is %s now\n", call->argv[0], call->argv[1]);
	store_close(store);
	return rc;
}

enum rc
users_reset(struct cmd_call *call, struct error *err)
{
	bool password = strcmp(call->argv[1], "password") == 0;
	char code[CODE_ACCESS] = "", stored[CODE_STORED];
	struct account_id id = {0};
	struct store *store = NULL;
	enum rc rc;

	if (!password && strcmp(call->argv[1], "factor") != 0)
		return error_set(err, RC_INVALID,
		    "say which is set anew: password or factor");
	if ((rc = workshop_open(call, &store, err)) == RC_OK &&
	    (rc = make_code(store, code, stored, err)) == RC_OK &&
	    (rc = store_begin(store, err)) == RC_OK &&
	    (rc = staff_by_login(store, call->argv[0], &id, err)) == RC_OK &&
	    (rc = staff_reset(store, (struct account_id){0}, id,
		 password ? ENROL_PASSWORD : ENROL_FACTOR, stored,
		 clock_wall_ms(), err)) == RC_OK &&
	    (rc = store_commit(store, err)) == RC_OK)
		print_code(code);
	store_close(store);
	box_wipe(code, sizeof(code));
	return rc;
}

enum rc
users_disable(struct cmd_call *call, struct error *err)
{
	struct account_id id = {0};
	struct store *store = NULL;
	enum rc rc;

	if ((rc = workshop_open(call, &store, err)) == RC_OK &&
	    (rc = store_begin(store, err)) == RC_OK &&
	    (rc = staff_by_login(store, call->argv[0], &id, err)) == RC_OK &&
	    (rc = staff_end(store, (struct account_id){0}, id, clock_wall_ms(),
		 err)) == RC_OK &&
	    (rc = store_commit(store, err)) == RC_OK)
		(void)printf("%s signs in no more\n", call->argv[0]);
	store_close(store);
	return rc;
}
