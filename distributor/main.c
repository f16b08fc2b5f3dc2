/* marac-distributor -- attach recordings, cut copies, deliver and chase them. */
#include "base/cmd.h"
#include "distributor/attach.h"
#include "distributor/auditioning.h"
#include "distributor/bouncing.h"
#include "distributor/chasing.h"
#include "distributor/copying.h"
#include "distributor/correcting.h"
#include "distributor/debriefing.h"
#include "distributor/delivering.h"
#include "distributor/escalating.h"
#include "distributor/explaining.h"
#include "distributor/exporting.h"
#include "distributor/handing.h"
#include "distributor/holding.h"
#include "distributor/issuing.h"
#include "distributor/moving.h"
#include "distributor/posting.h"
#include "distributor/releasing.h"
#include "distributor/resending.h"
#include "distributor/tasking.h"
#include "distributor/texting.h"
#include "distributor/withdrawing.h"

static const struct cmd_option options[] = {
    {"store", "DIR", "the store's folder (default /var/lib/marac)"},
    {0},
};

static const struct cmd_option release_options[] = {
    {"case", "REF", "only this case"},
    {"by", "LOGIN", "who releases: a chair"},
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
static const struct cmd_option audition_options[] = {
    {"by", "LOGIN", "who listens: the chair or coordinator who will approve"},
    {0},
};
static const struct cmd_option propose_options[] = {
    {"reason", "TEXT", "why"},
    {"by", "LOGIN", "who says so: a chair or a coordinator"},
    {0},
};
static const struct cmd_option withhold_options[] = {
    {"from", "PERSON,...", "only from these (default: from everybody)"},
    {"reason", "TEXT", "why"},
    {"by", "LOGIN", "who proposes it: a chair or a coordinator"},
    {0},
};
static const struct cmd_option conflict_options[] = {
    {"by", "LOGIN", "who keeps it: a chair or a coordinator"},
    {0},
};
static const struct cmd_option boundary_options[] = {
    {"late", "SECONDS", "the item was marked so much too late"},
    {"reason", "TEXT", "why"},
    {"by", "LOGIN", "who moves it: a chair or a coordinator"},
    {"dry-run", NULL, "only show whose copies it alters"},
    {"yes", NULL, "keep it"},
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
static const struct cmd_option deliver_options[] = {
    {"dry-run", NULL, "only say what would go, and what would not and why"},
    {0},
};
static const struct cmd_option export_options[] = {
    {"out", "FILE", "write it there, for a memory stick; must not exist"},
    {"drop", NULL, "put it into the drop folder of the person's agency"},
    {"new", NULL, "with --drop: not the one that could not be put before"},
    {"text", NULL, "the passphrase goes to the person's phone"},
    {"by", "LOGIN", "who makes it: a chair or a coordinator"},
    {0},
};
static const struct cmd_option exported_options[] = {
    {"worker", "NAME", "who handed it over"},
    {"by", "LOGIN", "who says so: a chair or a coordinator"},
    {0},
};
static const struct cmd_option code_options[] = {
    {"by", "LOGIN", "who has it sent: a chair or a coordinator"},
    {0},
};
static const struct cmd_option hold_options[] = {
    {"as", "KIND", "what it is, if it could be two: copy, meeting or person"},
    {"reason", "TEXT", "why"},
    {"by", "LOGIN", "who stops it: a chair or a coordinator"},
    {0},
};
static const struct cmd_option stop_options[] = {
    {"reason", "TEXT", "why"},
    {"by", "LOGIN", "who takes it back: a chair or a coordinator"},
    {0},
};
static const struct cmd_option addressee_options[] = {
    {"reason", "TEXT", "why they are owed one, or no longer"},
    {"by", "LOGIN", "who decides it: a chair or a coordinator"},
    {"end", NULL, "take it back"},
    {0},
};
static const struct cmd_option debrief_options[] = {
    {"issues", "FILE", "the key issues, as plain text"},
    {"plan", "FILE", "the plan"},
    {"safety", "FILE", "what was considered about each child's safety"},
    {"authority", "TEXT", "by what it may be shared with them"},
    {"reason", "TEXT", "why they are owed one, when nobody has said so yet"},
    {"by", "LOGIN", "who writes or reads it: a chair or a coordinator"},
    {0},
};
static const struct cmd_option action_options[] = {
    {"outcome", "WORD",
	"complete, \"not possible\" (circumstances changed) or \"not "
	"undertaken\""},
    {"basis", "WORD", "how that is known: observed or reported"},
    {"note", "TEXT", "in a few words"},
    {"by", "LOGIN", "who says so: a chair or a coordinator"},
    {0},
};

static const struct cmd_option letter_options[] = {
    {"by", "LOGIN", "who prints it: a chair or a coordinator"},
    {"out", "FILE.pdf", "where it goes; nothing may be there yet"},
    {"large", NULL, "large print: 18 points"},
    {"qr", NULL, "the web address also as a square for a camera"},
    {"welsh", NULL, "in Welsh"},
    {0},
};
static const struct cmd_option posted_options[] = {
    {"on", "DATE", "the day it was, if not today"},
    {"by", "LOGIN", "who says so: a chair or a coordinator"},
    {0},
};
static const struct cmd_option hand_over_options[] = {
    {"by", "LOGIN", "who asks: a chair or a coordinator"},
    {"worker", "NAME", "who hands it over"},
    {"sheet", "FILE.pdf", "print what is signed for it"},
    {"code", NULL, "and behind it a page to keep, with a code"},
    {"large", NULL, "large print: 18 points"},
    {"qr", NULL, "the web address also as a square for a camera"},
    {"welsh", NULL, "in Welsh"},
    {0},
};
static const struct cmd_option handed_over_options[] = {
    {"by", "LOGIN", "who says so: a chair or a coordinator"},
    {"worker", "NAME", "who handed it over"},
    {"on", "DATE", "the day it was"},
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
    {"audition", "MEETING CASE [PERSON]",
	"play every cut edge of a copy, before approving it", 2, 3,
	audition_options, auditioning_verb},
    {"withhold", "MEETING CASE FROM TO",
	"propose that a passage is silence in copies", 4, 4, withhold_options,
	correcting_withhold},
    {"approve-withheld", "ID", "approve a passage that somebody else proposed",
	1, 1, approve_options, correcting_approve_withheld},
    {"lift", "ID", "take a withheld passage back", 1, 1, propose_options,
	correcting_lift},
    {"withheld", "MEETING", "list what is withheld, or proposed to be", 1, 1,
	NULL, correcting_withheld},
    {"boundary", "MEETING ITEM [TIME]", "an item began at another time", 2, 3,
	boundary_options, moving_boundary},
    {"boundaries", "MEETING", "when each item began", 1, 1, NULL,
	moving_boundaries},
    {"exclude", "MEETING PERSON FROM TO", "a person was sent out of a part", 4,
	4, propose_options, correcting_exclude},
    {"conflict", "MEETING CASE PERSON",
	"a person has declared a conflict of interest", 3, 3, conflict_options,
	correcting_conflict},
    {"exception", "MEETING CASE PERSON",
	"propose that a source of harm may have a copy all the same", 3, 3,
	propose_options, correcting_exception},
    {"approve-exception", "ID", "approve an exception; it needs two", 1, 1,
	approve_options, correcting_approve_exception},
    {"end-exception", "ID", "take an exception back", 1, 1, propose_options,
	correcting_end_exception},
    {"text", "MEETING CASE [FILE]",
	"the words beside a case; FILE is its transcript or minutes", 2, 3,
	conflict_options, texting_verb},
    {"explain", "MEETING [PERSON]", "say who gets what, and why or why not", 1,
	2, explain_options, explaining_verb},
    {"copies", "MEETING", "make every copy that is owed; say who gets what", 1,
	1, json_options, copying_verb},
    {"deliver", "", "send everything that is due now, once", 0, 0,
	deliver_options, delivering_once},
    {"bounces", "", "read the mails that came back, once", 0, 0, NULL,
	bouncing_verb},
    {"serve", "", "go on delivering until told to end", 0, 0, NULL,
	delivering_serve},
    {"due", "[MEETING]", "what is owed, to whom, and the time left", 0, 1,
	due_options, chasing_verb},
    {"letter", "MEETING PERSON", "print the letter that takes a mail's place",
	2, 2, letter_options, posting_letter},
    {"posted", "MEETING PERSON", "their letter is in the post", 2, 2,
	posted_options, posting_posted},
    {"returned", "MEETING PERSON", "their letter came back, or was lost", 2, 2,
	propose_options, posting_returned},
    {"hand-over", "MEETING PERSON", "may it be handed over in person?", 2, 2,
	hand_over_options, handing_over},
    {"handed-over", "MEETING PERSON", "it was, and is signed for", 2, 2,
	handed_over_options, handing_done},
    {"export", "MEETING PERSON", "what they may hear, in a locked archive", 2,
	2, export_options, exporting_export},
    {"exported", "MEETING PERSON", "a worker has handed that archive over", 2,
	2, exported_options, exporting_exported},
    {"text-code", "PERSON", "a new access code, by text message", 1, 1,
	code_options, issuing_verb},
    {"escalate", "", "tell whoever must know what has not gone, once", 0, 0,
	NULL, escalating_verb},
    {"hold", "COPY|MEETING|PERSON", "stop copies; their clock runs on", 1, 1,
	hold_options, holding_hold},
    {"release-hold", "HOLD", "let go what is on hold", 1, 1, propose_options,
	holding_release},
    {"resend", "COPY | MEETING PERSON",
	"send again what waits for a person's word", 1, 2, propose_options,
	resending_verb},
    {"stop", "COPY", "take a copy back for good", 1, 1, stop_options,
	withdrawing_verb},
    {"withdraw", "COPY", "the same, by its older name", 1, 1, stop_options,
	withdrawing_verb},
    {"addressee", "MEETING CASE PERSON",
	"somebody who was not there is owed a debrief", 3, 3, addressee_options,
	debriefing_addressee},
    {"debrief", "MEETING CASE PERSON",
	"write a debrief; without texts, print it", 3, 3, debrief_options,
	debriefing_write},
    {"approve-debrief", "MEETING CASE PERSON",
	"approve a debrief that somebody else wrote", 3, 3, approve_options,
	debriefing_approve},
    {"debriefs", "MEETING",
	"who is owed a debrief, and why somebody cannot "
	"have one",
	1, 1, json_options, debriefing_list},
    {"withdraw-debrief", "ID", "take a debrief back", 1, 1, propose_options,
	debriefing_withdraw},
    {"actions", "[MEETING|PERSON]", "what was taken on, and what became of it",
	0, 1, NULL, tasking_list},
    {"action", "ID", "say what became of an action", 1, 1, action_options,
	tasking_conclude},
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
