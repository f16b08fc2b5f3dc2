/* marac-distributor -- attach recordings, cut copies, deliver and chase them. */
#include "base/cmd.h"
#include "distributor/attach.h"
#include "distributor/chasing.h"
#include "distributor/copying.h"
#include "distributor/delivering.h"
#include "distributor/explaining.h"
#include "distributor/releasing.h"
#include "distributor/withdrawing.h"

static const struct cmd_option options[] = {
    {"store", "DIR", "the store's folder (default /var/lib/marac)"},
    {0},
};

static const struct cmd_option release_options[] = {
    {"case", "REF", "only this case"},
    {"by", "LOGIN", "who releases: a chair or a coordinator"},
    {0},
};
static const struct cmd_option decide_options[] = {
    {"reason", "TEXT", "why"},
    {"by", "LOGIN", "who proposes it: a chair or a coordinator"},
    {0},
};
static const struct cmd_option approve_options[] = {
    {"by", "LOGIN", "who approves it: another chair or coordinator"},
    {0},
};
static const struct cmd_option json_options[] = {
    {"json", NULL, "for programs"},
    {0},
};
static const struct cmd_option explain_options[] = {
    {"json", NULL, "for programs, with every interval in samples"},
    {"csv", NULL, "for a spreadsheet"},
    {0},
};
static const struct cmd_option due_options[] = {
    {"json", NULL, "for programs"},
    {"seen", NULL, "the alerts below it are seen: list them no more"},
    {0},
};
static const struct cmd_option withdraw_options[] = {
    {"reason", "TEXT", "why"},
    {"by", "LOGIN", "who takes it back: a chair or a coordinator"},
    {0},
};

/* One file a verb; in the order help prints them. */
static const struct cmd_verb verbs[] = {
    {"attach", "FOLDER", "take a finished meeting into the children's files", 1,
	1, NULL, attach_verb},
    {"release", "MEETING", "let the copies of its cases go", 1, 1,
	release_options, releasing_release},
    {"decide", "MEETING CASE PERSON send|withhold",
	"propose a decision about a family member's copy", 4, 4, decide_options,
	releasing_decide},
    {"approve", "MEETING CASE PERSON", "approve what somebody else proposed", 3,
	3, approve_options, releasing_approve},
    {"explain", "MEETING [PERSON]", "say who gets what, and why or why not", 1,
	2, explain_options, explaining_verb},
    {"copies", "MEETING", "make every copy that is owed; say who gets what", 1,
	1, json_options, copying_verb},
    {"deliver", "", "send everything that is due now, once", 0, 0, NULL,
	delivering_once},
    {"serve", "", "go on delivering until told to end", 0, 0, NULL,
	delivering_serve},
    {"due", "[MEETING]", "what is owed, to whom, and the time left", 0, 1,
	due_options, chasing_verb},
    {"withdraw", "COPY", "take a copy back", 1, 1, withdraw_options,
	withdrawing_verb},
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
