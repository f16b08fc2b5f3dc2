/*
 * marac-share -- every web page: what recipients listen to, and what
 * caseworkers read.
 */
#include <stddef.h>

#include "base/cmd.h"
#include "share/serving.h"

static const struct cmd_option options[] = {
    {"store", "DIR", "the store's folder (default /var/lib/marac)"},
    {NULL, NULL, NULL},
};

static const struct cmd_option serve_options[] = {
    {"port-file", "FILE", "write the port to FILE once it listens"},
    {NULL, NULL, NULL},
};

static const struct cmd_verb verbs[] = {
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
	    .options = options,
	    .verbs = verbs,
	};

	return cmd_main(&program, argc, argv);
}
