#include "recorder/devices.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "recorder/level.h"
#include "recorder/mic.h"

enum { LIST_MS = 5000, MS_NS = 1000000 };

struct heard {
	bool known;
	int level_cb;
	int peak_cb;
	char why[256]; /* when it is not known */
};

/* Half a second of the device NAME. */
static void
hear(const char *name, struct heard *h)
{
	int64_t until = clock_boot_ns() + DEVICES_WAIT_MS * (int64_t)MS_NS;
	struct level level = {0};
	struct mic_block b = {0};
	struct error err = {0};
	struct mic *m = NULL;
	enum rc rc = mic_open(&m, name, "", &err);

	*h = (struct heard){.why = "it gives no sound"};
	while (rc == RC_OK && !h->known && clock_boot_ns() < until) {
		struct pollfd p = {.fd = mic_fd(m), .events = POLLIN};
		bool got = true;

		(void)poll(&p, 1, 50);
		while (rc == RC_OK && !h->known && got) {
			rc = mic_next(m, &b, &got, &err);
			h->known = rc == RC_OK && got &&
			    level_add(&level, b.pcm, b.count);
		}
	}
	h->level_cb = level_cb(&level);
	h->peak_cb = level_peak_cb(&level);
	if (rc != RC_OK)
		(void)text_cut(err.text, h->why, sizeof(h->why));
	explicit_bzero(&b, sizeof(b));
	mic_close(m);
}

static void
print_line(const char *name, const struct heard *h, size_t width)
{
	struct buf line = {0};

	buf_cell(&line, name, width);
	if (!h->known)
		buf_text(&line, h->why);
	else if (h->level_cb == LEVEL_NONE)
		buf_text(&line, "digital silence: muted?");
	else
		buf_printf(&line, "%6.1f dBFS", h->level_cb / 10.0);
	(void)printf("%s\n", buf_str(&line));
	(void)fflush(stdout); /* each takes its time */
	buf_clear(&line);
}

static json_t *
as_json(const char *name, const struct heard *h)
{
	if (!h->known)
		return json_pack("{s:s, s:s}", "name", name, "why", h->why);
	return json_pack("{s:s, s:i, s:i}", "name", name, "level_cb",
	    h->level_cb, "peak_cb", h->peak_cb);
}

static enum rc
print_json(json_t *list, struct error *err)
{
	char *text = json_dumps(list, JSON_COMPACT);

	if (text == NULL)
		return error_nomem(err);
	(void)printf("%s\n", text);
	free(text);
	return RC_OK;
}

/* NAMES: a line each; they become strings. */
static enum rc
print_all(char *names, bool json, struct error *err)
{
	json_t *list = json_array();
	size_t width = 0;
	enum rc rc = RC_OK;

	for (const char *p = names; *p != '\0'; p += strcspn(p, "\n") + 1) {
		if (strcspn(p, "\n") > width)
			width = strcspn(p, "\n");
	}
	for (char *next, *name = names; *name != '\0'; name = next) {
		struct heard h;

		next = name + strcspn(name, "\n");
		if (*next != '\0')
			*next++ = '\0';
		hear(name, &h);
		if (!json)
			print_line(name, &h, width);
		else if (json_array_append_new(list, as_json(name, &h)) != 0)
			rc = error_nomem(err);
	}
	if (rc == RC_OK && json)
		rc = print_json(list, err);
	json_decref(list);
	return rc;
}

enum rc
devices_verb(struct cmd_call *call, struct error *err)
{
	struct buf names = {0};
	enum rc rc = mic_list(&names, LIST_MS, err);

	if (rc == RC_OK && names.len == 0)
		rc = error_set(err, RC_NOTFOUND,
		    "this machine has no microphone that PortAudio can see");
	if (rc == RC_OK)
		rc = print_all((char *)names.data, cmd_flag(call, "json"), err);
	buf_clear(&names);
	return rc;
}

static enum rc
want(const struct cmd_call *call, const char *option, enum inputs_kind kind,
    struct inputs_plan *plan, struct error *err)
{
	const char *names[INPUTS_MOST];
	size_t count = 0;
	enum rc rc = cmd_texts(
	    call, option, names, INPUTS_MOST - plan->count, &count, err);

	if (rc != RC_OK)
		return error_set(
		    err, rc, "at most %d microphones", (int)INPUTS_MOST);
	for (size_t i = 0; i < count; i++)
		plan->v[plan->count++] =
		    (struct inputs_wanted){.name = names[i], .kind = kind};
	return RC_OK;
}

enum rc
devices_wanted(
    const struct cmd_call *call, struct inputs_plan *plan, struct error *err)
{
	enum rc rc;

	*plan = (struct inputs_plan){0};
	if ((rc = want(call, "device", INPUTS_DEVICE, plan, err)) != RC_OK ||
	    (rc = want(call, "call", INPUTS_CALL, plan, err)) != RC_OK)
		return rc;
	if (plan->count == 0)
		plan->v[plan->count++] = (struct inputs_wanted){.name = ""};
	return want(call, "standby", INPUTS_STANDBY, plan, err);
}
