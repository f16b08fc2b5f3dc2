/*
 * obeying -- do what a command says, and answer when it stands.
 *
 * A command is carried out at once, or refused at once.  Its answer waits until
 * what it wrote is on the disk: the entry in the journal, and the words.
 */
#ifndef RECORDER_OBEYING_H
#define RECORDER_OBEYING_H

#include <stdbool.h>
#include <stdint.h>

#include "control/command.h"
#include "recorder/keeper.h"

struct obeying_promise {
	uint64_t entries; /* of the ledger; 0: nothing to wait for */
	uint32_t words;   /* of this mark; 0: none */
};

/* Do it.  REPLY says how it went; send it when obeying_kept says so. */
void obeying_command(struct keeper *k, const struct command *command,
    struct command_reply *reply, struct obeying_promise *promise);

/* May REPLY go?  Then it tells how things stand now; and if the disk refused
 * after all, it is an error that says so. */
bool obeying_kept(const struct keeper *k, const struct obeying_promise *promise,
    struct command_reply *reply);

#endif
