/* nosync -- preloaded, it makes every fdatasync a lie: the mutant of the power
 * cut tests. */
#include <unistd.h>

int
fdatasync(int fd)
{
	(void)fd;
	return 0;
}
