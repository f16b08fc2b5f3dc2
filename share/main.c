/*
 * marac-share -- every web page: what recipients listen to, what caseworkers
 * read, and the meeting's console.
 */
#include <stddef.h>

#include "base/cmd.h"
#include "share/consoling.h"
#include "share/serving.h"

static const struct cmd_option serve_options[] = {
    {"store", "DIR", "the store's folder (default /var/lib/marac)"},
    {"port-file", "FILE", "write the port to FILE once it listens"},
    {"health-port-file", "FILE", "the same for share.health"},
    {NULL, NULL, NULL},
};

static const struct cmd_option console_options[] = {
    {"home", "DIR", "the recorder's folder (default /var/lib/marac-recorder)"},
    {"listen", "ADDRESS", "a loopback one (default 127.0.0.1:8471)"},
    {"minutes", "N", "planned for a case; shown beside how long it is on"},
    {"port-file", "FILE", "write the port to FILE once it listens"},
    {NULL, NULL, NULL},
};

static const struct cmd_verb verbs[] = {
    {"console", "", "the meeting in a browser on the recorder's machine", 0, 0,
	console_options, consoling_verb},
    {"serve", "", "serve the pages until SIGTERM", 0, 0, serve_options,
	serving_verb},
    {NULL, NULL, NULL, 0, 0, NULL, NULL},
};

int
main(int argc, char **argv)
{
	static const struct cmd_program program = {
	    .name = "marac-share",
	    .purpose = "what recipients listen to and caseworkers read",
	    .verbs = verbs,
	};

	return cmd_main(&program, argc, argv);
}
