/* marac-recorder -- capture a meeting, mark it, seal it. */
#include <string.h>

#include "base/cmd.h"
#include "recorder/asking.h"
#include "recorder/capture.h"
#include "recorder/console.h"
#include "recorder/devices.h"
#include "recorder/home.h"
#include "recorder/importing.h"
#include "recorder/playback.h"
#include "recorder/rehearsal.h"
#include "recorder/running.h"
#include "recorder/spoken.h"
#include "recorder/travelling.h"
#include "seal/box.h"

static const struct cmd_option options[] = {
    {"home", "DIR", "the recorder's folder (default /var/lib/marac-recorder)"},
    {0},
};
static const struct cmd_option run_options[] = {
    {"papers", "FILE", "what \"marac-store papers\" made for the meeting"},
    {"device", "NAME",
	"a microphone: its name or a part of it; several are mixed"},
    {"call", "NAME", "the sound of a remote meeting, mixed in"},
    {"standby", "NAME", "a microphone that takes over when one fails"},
    {0},
};
static const struct cmd_option test_options[] = {
    {"device", "NAME", "a microphone, as for \"run\""},
    {"call", "NAME", "the same, for the sound of a remote meeting"},
    {"standby", "NAME", "the same, for the one that takes over"},
    {"papers", "FILE", "can they be read?"},
    {"no-play", NULL, "do not play it back"},
    {"seconds", "N", "record so long (default 10)"},
    {0},
};
static const struct cmd_option announce_options[] = {
    {"play", "FILE", "play this sound file, and log its end"},
    {0},
};
static const struct cmd_option import_options[] = {
    {"marks", "CSV", "what happened when (the manual page says how)"},
    {"papers", "FILE", "what \"marac-store papers\" made for the meeting"},
    {"began", "TIME",
	"when the sound begins (YYYY-MM-DDTHH:MMZ; default: as planned)"},
    {0},
};
static const struct cmd_option mark_options[] = {
    {"words", "TEXT", "what was said; sealed with the recording"},
    {"owner", "AGENCY", "who does it (an action)"},
    {"due", "DATE", "by when, YYYY-MM-DD (an action)"},
    {0},
};
static const struct cmd_option pull_options[] = {
    {"server", "URL", "the address of the store's pages: https://..."},
    {"ca", "FILE", "certificates (PEM) that sign the server's"},
    {"out", "FILE", "where the papers go (default papers.json)"},
    {0},
};
static const struct cmd_option push_options[] = {
    {"server", "URL", "the address of the store's pages: https://..."},
    {"ca", "FILE", "certificates (PEM) that sign the server's"},
    {0},
};
static const struct cmd_option json_options[] = {
    {"json", NULL, "for programs"},
    {0},
};

static const struct cmd_verb verbs[] = {
    {"device-key", "", "print this recorder's public key, making it at first",
	0, 0, NULL, home_device_key},
    {"devices", "", "list the microphones, and how loud each is", 0, 0,
	json_options, devices_verb},
    {"test", "",
	"ten seconds of the microphone, played back; disk, key, papers", 0, 0,
	test_options, rehearsal_verb},
    {"run", "", "record a meeting; go on with one that was cut short", 0, 0,
	run_options, running_verb},
    {"announce", "", "the notice of recording was read aloud", 0, 0,
	announce_options, spoken_announce},
    {"statement", "", "the confidentiality statement was read", 0, 0, NULL,
	asking_simple},
    {"join", "N", "person N of the papers is in the room", 1, 1, NULL,
	asking_person},
    {"leave", "N", "person N leaves", 1, 1, NULL, asking_person},
    {"start", "", "begin to record, with the first item", 0, 0, NULL,
	asking_simple},
    {"next", "[N]", "the next item of the agenda begins, or item N", 0, 1, NULL,
	asking_next},
    {"mark", "KIND", "mark this moment: action, decision, risk or note", 1, 1,
	mark_options, asking_mark},
    {"off-record", "", "write nothing until \"resume\"", 0, 0, NULL,
	asking_simple},
    {"break", "", "the same, for a break", 0, 0, NULL, asking_simple},
    {"closed", "", "a closed session begins", 0, 0, NULL, asking_simple},
    {"open", "", "the closed session is over", 0, 0, NULL, asking_simple},
    {"resume", "", "record again", 0, 0, NULL, asking_simple},
    {"late", "SECONDS", "the present item began so much earlier", 1, 1, NULL,
	asking_late},
    {"undo", "[SEQ]", "take back the last thing done, or this entry", 0, 1,
	NULL, asking_undo},
    {"end", "", "end the meeting and seal it", 0, 0, NULL, asking_simple},
    {"console", "", "the meeting on this terminal, with a key for everything",
	0, 0, NULL, console_verb},
    {"status", "", "how it stands", 0, 0, json_options, asking_status},
    {"import", "FILE", "make the folder of a meeting recorded elsewhere", 1, 1,
	import_options, importing_verb},
    {"pull", "MEETING", "fetch a meeting's papers from the store's machine", 1,
	1, pull_options, travelling_pull},
    {"push", "FOLDER", "bring a meeting that has ended to the store's machine",
	1, 1, push_options, travelling_push},
    {0},
};

int
main(int argc, char **argv)
{
	static const struct cmd_program program = {
	    .name = "marac-recorder",
	    .purpose = "capture a meeting, mark it, seal it",
	    .options = options,
	    .verbs = verbs,
	};

	if (argc > 1 && strcmp(argv[1], CAPTURE_ARGUMENT) == 0)
		return capture_main(argc - 2, argv + 2);
	if (argc > 1 && strcmp(argv[1], PLAYBACK_ARGUMENT) == 0)
		return playback_main(argc - 2, argv + 2);
	if (box_init(NULL) != RC_OK)
		return 1;
	return cmd_main(&program, argc, argv);
}
