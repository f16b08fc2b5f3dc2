/*
 * issuing -- `text-code PERSON`: a new access code by text message, for whoever
 * cannot be given one in person.
 *
 * It goes only to a phone that is verified, safe now and nobody else's, so it
 * does not travel by the mailbox that gets the link.  The code before it ends,
 * and whoever is signed in with it is signed out: that is stored before the text
 * goes, so that a code that arrives is always one that works.
 */
#ifndef DISTRIBUTOR_ISSUING_H
#define DISTRIBUTOR_ISSUING_H

#include "base/cmd.h"
#include "base/error.h"

enum rc issuing_verb(struct cmd_call *call, struct error *err);

#endif
