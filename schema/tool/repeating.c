#include "tool/repeating.h"

#include <stdio.h>
#include <stdlib.h>

#include "store/repeats.h"
#include "tool/workshop.h"

enum rc
repeating_verb(struct cmd_call *call, struct error *err)
{
	struct repeats_one *list = NULL;
	struct store *store = NULL;
	size_t count = 0;
	enum rc rc;

	if ((rc = workshop_open(call, &store, err)) == RC_OK)
		rc = repeats_list(store, &list, &count, err);
	for (size_t i = 0; i < count; i++)
		(void)printf("%s, referred on %s: a repeat of %s, on %s\n",
		    list[i].reference, list[i].on, list[i].of, list[i].last_on);
	if (rc == RC_OK && count == 0)
		(void)printf("No case is a repeat.\n");
	free(list);
	store_close(store);
	return rc;
}
