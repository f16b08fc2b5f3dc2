/*
 * wording -- of a child's file, only the words about what it plays.
 *
 * What was typed in a closed session, or about a withheld passage, is kept
 * from the file as its sound is (rules 8, 10, 11; rules/legible.h); so is
 * everything while nothing plays.
 */
#ifndef STORE_WORDING_H
#define STORE_WORDING_H

#include "store/childfile.h"

/* A mark that may not be shown goes, with its kind and time: they would say
 * that something was left out.  An action stays, with its owner and due date,
 * and without its words and moment.  FILE has its meetings already. */
enum rc wording_withhold(
    struct store *store, struct childfile *file, struct error *err);

#endif
