/* marac-distributor -- attach recordings, cut copies, deliver and chase them. */
#include "base/cmd.h"
#include "distributor/attach.h"

static const struct cmd_option options[] = {
    {"store", "DIR", "the store's folder (default /var/lib/marac)"},
    {0},
};

/* One file a verb; in the order help prints them. */
static const struct cmd_verb verbs[] = {
    {"attach", "FOLDER", "take a finished meeting into the children's files", 1,
	1, NULL, attach_verb},
    {0},
};

static const struct cmd_program program = {
    "marac-distributor",
    "attaches meeting recordings, cuts copies and delivers them",
    options,
    verbs,
};

int
main(int argc, char **argv)
{
	return cmd_main(&program, argc, argv);
}
