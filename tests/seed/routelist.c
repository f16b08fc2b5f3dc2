/*
 * routelist -- every route of marac-share, out of its own tables, so that a
 * test of all of them cannot forget one.
 *
 *	routelist		a line each: site|console PATH METHOD[,METHOD]
 *
 * In PATH '#' stands for a number and '*' for the rest.  The tables are private
 * to their files, which are taken in whole.
 */
#include <stdio.h>

#include "share/router.c" /* NOLINT */
#include "share/urls.c"   /* NOLINT */

int
main(void)
{
	static const char *const names[] = {
	    [URLS_OF_SITE] = "site", [URLS_OF_CONSOLE] = "console"};

	for (size_t set = 0; set < SETS; set++)
		for (size_t i = 0; i < sets[set].count; i++) {
			const struct route *route = find(sets[set].v[i].page);
			const char *methods = route == NULL ? "GET"
			    : route->get == NULL            ? "POST"
			    : route->post == NULL           ? "GET"
							    : "GET,POST";

			(void)printf("%s %s %s\n", names[set],
			    sets[set].v[i].path, methods);
		}
	return 0;
}
