/* marac-store -- set up the store, fill it, look after its keys, check it. */
#include "base/cmd.h"
#include "tool/agencies.h"
#include "tool/auditing.h"
#include "tool/checking.h"
#include "tool/confirming.h"
#include "tool/importcsv.h"
#include "tool/init.h"
#include "tool/keys.h"
#include "tool/papering.h"
#include "tool/pledging.h"
#include "tool/repeating.h"
#include "tool/restricting.h"
#include "tool/users.h"

static const struct cmd_option options[] = {
    {"store", "DIR", "the store's folder (default /var/lib/marac)"},
    {0},
};

static const struct cmd_option user_options[] = {
    {"person", "REF", "whose account it is"},
    {"role", "ROLE", "coordinator, chair, caseworker or administrator"},
    {0},
};
static const struct cmd_option code_options[] = {
    {"by", "LOGIN", "who hands the code over in person"},
    {0},
};
static const struct cmd_option statement_options[] = {
    {"by", "LOGIN", "who sets it: an administrator or a coordinator"},
    {0},
};
static const struct cmd_option papers_options[] = {
    {"out", "FILE", "the file to write; it must not exist"},
    {"publish", NULL, "let trusted recording machines fetch them"},
    {0},
};
static const struct cmd_option confirm_options[] = {
    {"by-name", "NAME", "who confirms it"},
    {"capacity", "WHAT", "idva or \"social worker\""},
    {0},
};

static const struct cmd_option export_options[] = {
    {"words", NULL, "also what people typed as reasons; names may stand there"},
    {0},
};
static const struct cmd_option verify_options[] = {
    {"key", "HEX", "the public key (default: this store's)"},
    {0},
};
static const struct cmd_option drop_options[] = {
    {"host-key", "SHA256", "of the SFTP server's key, as the agency gave it"},
    {"token-file", "FILE", "holds the token for the HTTPS server"},
    {0},
};

static const struct cmd_option restrict_options[] = {
    {"by", "LOGIN", "who decides: a coordinator or an administrator"},
    {"reason", "TEXT", "why; it is said on every page of the file"},
    {"review", "DATE", "when it is looked at again"},
    {0},
};
static const struct cmd_option lift_options[] = {
    {"by", "LOGIN", "who decides: a coordinator or an administrator"},
    {"reason", "TEXT", "why"},
    {0},
};

static const struct cmd_verb verbs[] = {
    {"init", "", "make a new store", 0, 0, NULL, init_verb},
    {"migrate", "", "bring the store to this program's version", 0, 0, NULL,
	init_migrate},
    {"check", "", "compare database, audit chain and files", 0, 0, NULL,
	checking_verb},
    {"template", "KIND", "print the columns of a CSV file, with examples", 1, 1,
	NULL, importcsv_template},
    {"import", "KIND FILE", "take a CSV file in, whole or not at all", 2, 2,
	NULL, importcsv_verb},
    {"papers", "MEETING", "write what the recorder is given", 1, 1,
	papers_options, papering_verb},
    {"user add", "LOGIN", "make an account; the password is read from stdin", 1,
	1, user_options, users_add},
    {"user invite", "LOGIN",
	"make an account that its user sets up; prints their code once", 1, 1,
	user_options, users_invite},
    {"user list", "", "every account", 0, 0, NULL, users_list},
    {"user role", "LOGIN ROLE", "give an account another role", 2, 2, NULL,
	users_role},
    {"user reset", "LOGIN WHAT", "set a password or factor anew", 2, 2, NULL,
	users_reset},
    {"user assign", "LOGIN CHILD", "give a caseworker a child's file", 2, 2,
	NULL, users_assign},
    {"user code", "PERSON", "issue an access code and print it once", 1, 1,
	code_options, users_code},
    {"user language", "PERSON CODE",
	"en or cy: what a recipient reads and is written to in", 2, 2, NULL,
	users_language},
    {"statement set", "ENGLISH WELSH",
	"a new version of what participants accept, from two files", 2, 2,
	statement_options, pledging_set},
    {"statement list", "", "its versions, and how many accepted each", 0, 0,
	NULL, pledging_list},
    {"statement show", "VERSION", "one of them, in both languages", 1, 1, NULL,
	pledging_show},
    {"user disable", "LOGIN", "end an account and its sessions", 1, 1, NULL,
	users_disable},
    {"agency drop", "AGENCY URL", "where an agency takes archives; or: none", 2,
	2, drop_options, agencies_drop},
    {"key list", "", "devices and link keys, public facts only", 0, 0, NULL,
	keys_list},
    {"key trust", "NAME KEY", "take recordings signed by this device", 2, 2,
	NULL, keys_trust},
    {"key distrust", "KEY", "take nothing more that this device signs", 1, 1,
	NULL, keys_distrust},
    {"key sign", "", "begin a new key that exports are signed with", 0, 0, NULL,
	keys_sign},
    {"audit export", "", "the audit as a signed CSV file", 0, 0, export_options,
	auditing_export},
    {"audit verify", "FILE", "whether such a file is whole", 1, 1,
	verify_options, auditing_verify},
    {"backed-up", "", "say that a backup has come through", 0, 0, NULL,
	auditing_backed_up},
    {"key links", "", "begin a new link key: every older link is dead", 0, 0,
	NULL, keys_links},
    {"repeats", "", "which cases are repeats of which", 0, 0, NULL,
	repeating_verb},
    {"confirm-safety", "CASE", "a family copy of the case may go", 1, 1,
	confirm_options, confirming_verb},
    {"agency contact", "AGENCY PERSON",
	"who an agency's actions go to when nobody is named", 2, 2, NULL,
	agencies_contact},
    {"restriction set", "CHILD [PERSON ...]",
	"only these, of those who hold the file, may open it", 1, 40,
	restrict_options, restricting_set},
    {"restriction review", "CHILD", "it stays restricted until a later day", 1,
	1, restrict_options, restricting_review},
    {"restriction lift", "CHILD", "whoever holds the file may open it again", 1,
	1, lift_options, restricting_lift},
    {"restriction list", "", "restricted files, by their review", 0, 0, NULL,
	restricting_list},
    {"looks", "CHILD", "who has looked at a child's file", 1, 1, NULL,
	restricting_looks},
    {0},
};

static const struct cmd_program program = {
    "marac-store",
    "sets up the store, fills it, looks after its keys, checks it",
    options,
    verbs,
};

int
main(int argc, char **argv)
{
	return cmd_main(&program, argc, argv);
}
