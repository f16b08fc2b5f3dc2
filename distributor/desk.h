/*
 * desk -- what every verb of the distributor works with: the store in the
 * distributor's role, its configuration and its keys.
 */
#ifndef DISTRIBUTOR_DESK_H
#define DISTRIBUTOR_DESK_H

#include "base/cmd.h"
#include "base/conf.h"
#include "base/error.h"
#include "seal/keystore.h"
#include "store/store.h"

struct desk {
	struct store *store;
	struct conf *conf;
	struct keystore *keys; /* DIR/keys/distributor.keystore */
};

/* Open all three in the folder that CALL's --store names (the default is
 * /var/lib/marac).  DESK must be = {0}; desk_close it whatever comes back. */
enum rc
desk_open(struct desk *desk, const struct cmd_call *call, struct error *err);
enum rc desk_open_dir(struct desk *desk, const char *dir, struct error *err);
/* The store alone, for verbs that only look: no key is asked for. */
enum rc
desk_look(struct desk *desk, const struct cmd_call *call, struct error *err);
void desk_close(struct desk *desk);

#endif
