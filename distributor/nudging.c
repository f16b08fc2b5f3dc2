#include "distributor/nudging.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "distributor/notifying.h"
#include "store/audit.h"
#include "store/briefed.h"
#include "store/paperwork.h"
#include "store/person.h"

/* Midnight UTC of the civil day in London: for counting days with. */
static int64_t
day_of(int64_t now_ms)
{
	int64_t local_ms =
	    now_ms + (int64_t)clock_london_offset_min(now_ms) * 60000;

	return local_ms - local_ms % CLOCK_DAY_MS;
}

enum actions_stage
nudging_stage(const char *due_on, int64_t sent_ms, int64_t now_ms)
{
	static const struct {
		enum actions_stage stage;
		int first; /* days before it is due */
	} stages[] = {
	    {ACTIONS_DAY_AFTER, -1},
	    {ACTIONS_DAY_BEFORE, 1},
	    {ACTIONS_WEEK_BEFORE, 7},
	};
	int64_t due_ms = 0;

	if (sent_ms == 0 || clock_parse(due_on, &due_ms, NULL) != RC_OK)
		return 0;
	for (size_t i = 0; i < sizeof(stages) / sizeof(*stages); i++) {
		int64_t first_ms =
		    due_ms - stages[i].first * (int64_t)CLOCK_DAY_MS;

		if (day_of(now_ms) >= first_ms)
			return day_of(sent_ms) < first_ms ? stages[i].stage : 0;
	}
	return 0;
}

/* "1 December 2026" */
static void
day_text(enum wordbook_language language, const char *due_on,
    char text[WORDBOOK_DAY])
{
	int64_t ms = 0;

	if (clock_parse(due_on, &ms, NULL) != RC_OK)
		ms = 0;
	(void)wordbook_day(language, ms, text);
}

/* The reminder in the frame of every mail; *MESSAGE 0: there is no way to send. */
static enum rc
write_notice(struct post *post, const struct actions_task *task,
    enum actions_stage stage, int64_t now_ms, struct message_id *message,
    struct error *err)
{
	enum wordbook_language language;
	char day[WORDBOOK_DAY];
	struct buf body = {0};
	enum rc rc =
	    person_reads(post->desk->store, task->person, &language, err);

	if (rc != RC_OK)
		return rc;
	day_text(language, task->due_on, day);
	wordbook_put(&body, language,
	    stage == ACTIONS_DAY_AFTER ? WORDBOOK_NUDGE_WAS : WORDBOOK_NUDGE_IS,
	    day);
	buf_text(&body, "\n\n");
	wordbook_put(&body, language, WORDBOOK_NUDGE, NULL);
	buf_text(&body, "\n");
	if ((rc = buf_check(&body, err)) == RC_OK)
		rc = post_notice(post, OUTBOX_REMINDER, task->parcel,
		    task->meeting, task->person,
		    wordbook_text(language, WORDBOOK_NUDGE_SUBJECT),
		    buf_str(&body), now_ms, message, err);
	buf_clear(&body);
	return rc;
}

/* No mail of ours reaches the owner: WHY, for the coordinator. */
static enum rc
tell(struct post *post, const struct actions_task *task, const char *why,
    int64_t now_ms, struct error *err)
{
	char day[WORDBOOK_DAY];
	struct buf words = {0};
	enum rc rc;

	day_text(WORDBOOK_ENGLISH, task->due_on, day);
	buf_printf(&words,
	    "Action %lld, due on %s, has no outcome yet, and no reminder can "
	    "go by mail: %s. Speak with its owner.",
	    (long long)task->action.v, day, why);
	if ((rc = buf_check(&words, err)) == RC_OK)
		rc = notifying_coordinator(post, task->meeting, task->case_id,
		    buf_str(&words), now_ms, err);
	buf_clear(&words);
	return rc;
}

/* The link is over: a new one, and its parcel's own mail says the rest. */
static enum rc
renew(struct post *post, const struct actions_task *task, int64_t now_ms,
    bool *sent, struct error *err)
{
	struct message_id message = {0};
	struct parcel_id parcel = {0};
	struct task_id same;
	enum rc rc;

	if ((rc = post_parcel(post, task->meeting, task->person, now_ms,
		 &parcel, err)) == RC_OK &&
	    (rc = actions_put(post->desk->store, task->action, task->person,
		 parcel, now_ms, &same, err)) == RC_OK)
		rc = post_message(post, parcel, true, now_ms, &message, err);
	*sent = rc == RC_OK && message.v != 0;
	return rc;
}

/* Remind TASK's owner by mail, if one can reach them: else WHY says why not. */
static enum rc
mail(struct post *post, const struct actions_task *task,
    enum actions_stage stage, int64_t now_ms, struct message_id *message,
    bool *sent, const char **why, struct error *err)
{
	struct store *store = post->desk->store;
	struct paperwork paper = {0};
	bool reachable = false;
	enum rc rc = paperwork_of(store, task->parcel, &paper, err);

	*why = "it is on paper";
	if (rc != RC_NOTFOUND)
		return rc;
	*why = "its owner has no e-mail route";
	if ((rc = actions_reachable(
		 store, task->id, now_ms, &reachable, err)) != RC_OK)
		return rc;
	rc = reachable ? write_notice(post, task, stage, now_ms, message, err)
		       : renew(post, task, now_ms, sent, err);
	*sent = *sent || message->v != 0;
	return rc;
}

/* In a transaction. */
static enum rc
nudge(struct post *post, const struct actions_task *task,
    enum actions_stage stage, int64_t now_ms, bool *sent, struct error *err)
{
	struct store *store = post->desk->store;
	struct briefing_answer today = {0};
	struct message_id message = {0};
	const char *why = "";
	bool reminded = false;
	char which[40];
	enum rc rc;

	*sent = false;
	if ((rc = actions_reminded(store, task->id, stage, &reminded, err)) !=
		RC_OK ||
	    reminded ||
	    (rc = briefed_ask_action(store, task->action, task->person, now_ms,
		 &today, err)) != RC_OK ||
	    today.outcome != BRIEFING_MAY ||
	    (rc = mail(post, task, stage, now_ms, &message, sent, &why, err)) !=
		RC_OK ||
	    (!*sent && (rc = tell(post, task, why, now_ms, err)) != RC_OK) ||
	    (rc = actions_remind(
		 store, task->id, stage, message, now_ms, err)) != RC_OK)
		return rc;
	(void)snprintf(
	    which, sizeof(which), "task:%lld", (long long)task->id.v);
	return audit_add(store, "program:distributor", "task.reminded", which,
	    *sent ? "" : why, err);
}

/* The first day that has a reminder for what is due no later than this. */
static void
until(int64_t now_ms, char text[CLOCK_TEXT])
{
	(void)clock_format_utc(
	    day_of(now_ms) + 7 * (int64_t)CLOCK_DAY_MS, text);
	text[sizeof("YYYY-MM-DD") - 1] = '\0';
}

/* One in a transaction of its own. */
static enum rc
nudge_one(struct post *post, const struct actions_task *task, int64_t now_ms,
    bool *sent, struct error *err)
{
	struct store *store = post->desk->store;
	enum actions_stage stage =
	    nudging_stage(task->due_on, task->sent_ms, now_ms);
	bool reminded = false;
	enum rc rc;

	*sent = false;
	/* Nearly always it went already: then nothing is locked. */
	if (stage == 0 ||
	    (rc = actions_reminded(store, task->id, stage, &reminded, err)) !=
		RC_OK ||
	    reminded)
		return stage == 0 ? RC_OK : rc;
	if ((rc = store_begin(store, err)) != RC_OK)
		return rc;
	if ((rc = nudge(post, task, stage, now_ms, sent, err)) == RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

enum rc
nudging_pass(struct post *post, int64_t now_ms, int *count, struct error *err)
{
	struct actions_task *tasks = NULL;
	char until_on[CLOCK_TEXT];
	size_t n = 0;
	enum rc rc;

	*count = 0;
	until(now_ms, until_on);
	rc = actions_nearing(post->desk->store, until_on, &tasks, &n, err);
	for (size_t i = 0; i < n; i++) {
		struct error one = {0};
		bool sent = false;
		enum rc failed =
		    nudge_one(post, &tasks[i], now_ms, &sent, &one);

		/* The others go all the same. */
		if (failed != RC_OK && rc == RC_OK) {
			rc = failed;
			*err = one;
		}
		*count += failed == RC_OK && sent;
	}
	free(tasks);
	return rc;
}
