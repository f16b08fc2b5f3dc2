#include "recorder/source.h"

#include <stdio.h>
#include <string.h>

#include "recorder/mp3check.h"
#include "recorder/mp3source.h"
#include "recorder/opussource.h"
#include "recorder/pcmsource.h"

enum rc
source_open(struct source *s, const char *path, struct error *err)
{
	unsigned char head[10] = {0};
	FILE *f = fopen(path, "rb");
	size_t got;
	enum rc rc;

	*s = (struct source){.path = path};
	if (f == NULL)
		return error_sys(err, RC_NOTFOUND, "open %s", path);
	got = fread(head, 1, sizeof(head), f);
	(void)fclose(f);
	if (memcmp(head, "OggS", 4) == 0)
		s->kind = &opussource_kind;
	else if (mp3check_begins(head, got))
		s->kind = &mp3source_kind;
	else
		s->kind = &pcmsource_kind;
	rc = s->kind->open(s, err);
	if (rc == RC_OK && s->frames <= 0)
		rc = error_set(err, RC_INVALID, "%s holds no sound", path);
	if (rc != RC_OK)
		source_close(s);
	return rc;
}

void
source_close(struct source *s)
{
	if (s->file != NULL)
		s->kind->close(s->file);
	*s = (struct source){0};
}

const char *
source_time(int64_t frames, int rate, char text[SOURCE_TIME])
{
	long long s = rate > 0 ? (long long)(frames / rate) : 0;

	(void)snprintf(text, SOURCE_TIME, "%lld:%02lld:%02lld", s / 3600,
	    s / 60 % 60, s % 60);
	return text;
}
