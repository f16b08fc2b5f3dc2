/* marac-store -- set up the store, fill it, look after its keys, check it. */
#include "base/cmd.h"
#include "tool/agencies.h"
#include "tool/checking.h"
#include "tool/confirming.h"
#include "tool/importcsv.h"
#include "tool/init.h"
#include "tool/keys.h"
#include "tool/papering.h"
#include "tool/pledging.h"
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

static const struct cmd_option drop_options[] = {
    {"host-key", "SHA256", "of the SFTP server's key, as the agency gave it"},
    {"token-file", "FILE", "holds the token for the HTTPS server"},
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
    {"user list", "", "every account", 0, 0, NULL, users_list},
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
    {"key links", "", "begin a new link key: every older link is dead", 0, 0,
	NULL, keys_links},
    {"confirm-safety", "CASE", "a family copy of the case may go", 1, 1,
	confirm_options, confirming_verb},
    {"agency contact", "AGENCY PERSON",
	"who an agency's actions go to when nobody is named", 2, 2, NULL,
	agencies_contact},
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
