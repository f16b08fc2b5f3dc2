#include "tool/users.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/text.h"
#include "seal/code.h"
#include "store/account.h"
#include "store/audit.h"
#include "store/child.h"
#include "store/person.h"
#include "tool/workshop.h"

enum { LINE_ROOM = USERS_PASSWORD_MAX + 2 };

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
			    USERS_PASSWORD_MAX);
		line[len++] = c;
	}
	if (len > 0 && line[len - 1] == '\r')
		len--;
	line[len] = '\0';
	return RC_OK;
}

static enum rc
check_password(const char *password, struct error *err)
{
	size_t characters = 0;

	if (!text_valid(password, strlen(password)))
		return error_set(
		    err, RC_INVALID, "the password is not UTF-8 text");
	for (const char *p = password; *p != '\0'; p++)
		characters += ((unsigned char)*p & 0xc0) != 0x80;
	if (characters < USERS_PASSWORD_MIN)
		return error_set(err, RC_INVALID,
		    "a password has at least %d characters; three words do it",
		    USERS_PASSWORD_MIN);
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
	return rc == RC_OK ? check_password(line, err) : rc;
}

/* What an authenticator shows is the service's neutral name, in characters
 * that a URI needs no escape for. */
static enum rc
print_totp(
    const char *dir, const char *login, const char *base32, struct error *err)
{
	struct conf *conf = NULL;
	struct buf brand = {0};
	char path[4096];
	enum rc rc;

	(void)snprintf(path, sizeof(path), "%s/marac.conf", dir);
	if ((rc = conf_open(&conf, path, err)) != RC_OK)
		return rc;
	for (const char *p = conf_text(conf, "share.brand"); *p != '\0'; p++) {
		if ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
		    (*p >= '0' && *p <= '9'))
			buf_u8(&brand, (unsigned char)*p);
		else
			buf_printf(&brand, "%%%02X", (unsigned char)*p);
	}
	if (isatty(STDOUT_FILENO))
		(void)puts("For an authenticator app; it is not shown again:");
	if ((rc = buf_check(&brand, err)) == RC_OK)
		(void)printf("%s\n"
			     "otpauth://totp/%s:%s?secret=%s&issuer=%s\n",
		    base32, buf_str(&brand), login, base32, buf_str(&brand));
	buf_clear(&brand);
	conf_close(conf);
	return rc;
}

static enum rc
check_role(const char *role, struct error *err)
{
	static const char *const roles[] = {
	    "coordinator", "chair", "caseworker", "administrator"};

	for (size_t i = 0; role != NULL && i < 4; i++) {
		if (strcmp(role, roles[i]) == 0)
			return RC_OK;
	}
	return error_set(err, RC_INVALID,
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

enum rc
users_disable(struct cmd_call *call, struct error *err)
{
	struct store *store = NULL;
	struct account_id id = {0};
	enum rc rc;

	if ((rc = workshop_open(call, &store, err)) == RC_OK &&
	    (rc = store_begin(store, err)) == RC_OK &&
	    (rc = account_disable(
		 store, call->argv[0], clock_wall_ms(), &id, err)) == RC_OK &&
	    (rc = audit_account(store, "account.disabled", id, "", err)) ==
		RC_OK &&
	    (rc = store_commit(store, err)) == RC_OK)
		(void)printf("%s signs in no more\n", call->argv[0]);
	store_close(store);
	return rc;
}
