#include "recorder/running.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/log.h"
#include "base/notify.h"
#include "base/stop.h"
#include "control/command.h"
#include "recorder/clients.h"
#include "recorder/devices.h"
#include "recorder/folder.h"
#include "recorder/home.h"
#include "recorder/keeper.h"
#include "recorder/obeying.h"
#include "recording/papers.h"

static void
take_over(void)
{
	struct sigaction reap = {
	    .sa_handler = SIG_DFL, .sa_flags = SA_NOCLDWAIT};
	/* 1, not 0: a core pattern that is a pipe ignores 0.  A core file
	 * would hold what was just being said. */
	struct rlimit core = {1, 1};

	stop_watch(false);
	log_never_wait();
	(void)sigaction(SIGCHLD, &reap, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)setrlimit(RLIMIT_CORE, &core);
}

/* What a client is told when it is on the disk. */
struct waiting {
	struct command_reply reply;
	struct obeying_promise promise;
};

struct service {
	struct keeper *keeper;
	struct waiting waiting[CLIENTS_MOST];
};

/* R to the end of OUT.  One that cannot be printed (a folder's name that is no
 * UTF-8) says so without its words: nobody waits for an answer in vain. */
static void
print(struct command_reply *r, struct buf *out)
{
	static const char why[] =
	    "the answer cannot be shown: some name in it is not UTF-8; look "
	    "at the status";
	size_t before = out->len;

	if (command_reply_print(r, out, NULL) == RC_OK)
		return;
	out->len = before;
	r->rc = RC_INVALID;
	memcpy(r->text, why, sizeof(why));
	r->device[0] = r->alarm[0] = r->notice[0] = '\0';
	r->nmicrophones = 0;
	if (command_reply_print(r, out, NULL) != RC_OK)
		out->failed = true; /* and the connection ends */
}

static bool
later(void *to, size_t who, struct buf *out)
{
	struct service *s = to;
	struct waiting *w = &s->waiting[who];

	if (!obeying_kept(s->keeper, &w->promise, &w->reply))
		return false;
	print(&w->reply, out);
	explicit_bzero(w, sizeof(*w));
	return true;
}

static bool
answer(void *to, size_t who, const char *line, size_t len, struct buf *out)
{
	struct service *s = to;
	struct waiting *w = &s->waiting[who];
	struct command command;
	struct error err = {0};

	if (command_parse(line, len, &command, &err) == RC_OK) {
		obeying_command(s->keeper, &command, &w->reply, &w->promise);
	} else {
		/* the state with the refusal, as with every other answer */
		command = (struct command){.verb = COMMAND_STATUS};
		obeying_command(s->keeper, &command, &w->reply, &w->promise);
		w->reply.rc = err.rc;
		memcpy(w->reply.text, err.text, sizeof(w->reply.text));
	}
	explicit_bzero(&command, sizeof(command));
	return later(to, who, out);
}

static void
loop(struct keeper *keeper, struct clients *clients)
{
	struct service service = {.keeper = keeper};
	const struct clients_talk talk = {answer, later, &service};
	struct pollfd p[CLIENTS_POLL + KEEPER_POLL];
	bool answered = true;

	while (!stop_asked() && !(keeper_done(keeper) && answered)) {
		size_t n = clients_poll(clients, p);

		keeper_poll(keeper, p + n);
		if (poll(p, (nfds_t)n + KEEPER_POLL, 100) < 0) {
			if (errno != EINTR)
				log_error("poll: %s", strerror(errno));
			continue;
		}
		keeper_turn(keeper);
		answered = clients_serve(clients, p, &talk);
	}
}

/* Who is called by which number, for whoever sits before it; never for a log. */
static void
print_papers(const char *path)
{
	struct papers papers = {0};
	struct buf list = {0};

	if (!isatty(STDOUT_FILENO))
		return;
	if (papers_read(path, &papers, NULL) == RC_OK) {
		papers_list(&papers, &list);
		(void)fputs(buf_str(&list), stdout);
		(void)fflush(stdout);
	}
	buf_clear(&list);
	papers_clear(&papers);
}

enum rc
running_verb(struct cmd_call *call, struct error *err)
{
	const char *home = home_of(call), *papers = cmd_text(call, "papers");
	char path[FOLDER_PATH];
	struct inputs_plan devices;
	struct keeper *keeper = NULL;
	struct clients *clients = NULL;
	int lock = -1;
	enum rc rc;

	if (papers == NULL)
		return error_set(err, RC_INVALID,
		    "run needs --papers FILE (\"marac-store papers\" makes "
		    "it)");
	take_over();
	if ((rc = devices_wanted(call, &devices, err)) == RC_OK &&
	    (rc = home_make(home, err)) == RC_OK &&
	    (rc = folder_join(path, home, "control.sock", err)) == RC_OK &&
	    (rc = home_lock(home, &lock, err)) == RC_OK &&
	    (rc = keeper_open(&keeper, home, papers, &devices, err)) == RC_OK &&
	    (rc = keeper_hear(keeper, err)) == RC_OK &&
	    (rc = clients_open(&clients, path, err)) == RC_OK) {
		print_papers(papers);
		log_info("listening at %s", path);
		notify("READY=1");
		loop(keeper, clients);
		notify("STOPPING=1");
	}
	clients_close(clients);
	keeper_close(keeper);
	if (lock >= 0)
		(void)close(lock);
	return rc;
}
