/* Any bytes as marac.conf: refused with a place, or every value in bounds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/text.h"
#include "fuzz/fuzz.h"

static void
must(bool good)
{
	if (!good)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct conf *conf = NULL;
	struct error err = {0};
	char path[64];
	enum rc rc;
	int fd = memfd_create("conf", MFD_CLOEXEC);

	must(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	rc = conf_open(&conf, path, &err);
	if (rc == RC_OK) {
		must(conf_number(conf, "delivery.link_days") >= 1);
		must(conf_number(conf, "delivery.link_days") <= 90);
		must(!text_telling(conf_text(conf, "share.base_url")));
		must(!text_telling(conf_text(conf, "mail.from")));
	} else {
		must(rc == RC_INVALID && conf == NULL);
		must(strncmp(err.text, path, strlen(path)) == 0);
	}
	conf_close(conf);
	(void)close(fd);
	return 0;
}
