#include "recorder/ledger.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"

static enum rc
sync_journal(void *journal, struct error *err)
{
	return journal_sync(journal, err);
}

static void
ask_for_sync(struct ledger *l)
{
	if (l->under_way != 0 || l->safe == l->written || l->broken)
		return;
	l->under_way = l->written;
	syncer_give(l->syncer, LEDGER_SYNCED, sync_journal, l->folder->journal);
}

static enum rc
renew_journal(void *folder, struct error *err)
{
	return folder_renew_journal(folder, err);
}

/* Not while the syncer has the old file.  Its own syncs would keep the keeper
 * from the sound for as long as a bad disk likes. */
static void
renew(struct ledger *l)
{
	if (l->under_way != 0 || l->renewing ||
	    !disk_may_try(l->disk, clock_boot_ns()))
		return;
	l->renewing = true;
	syncer_give(l->syncer, LEDGER_RENEWED, renew_journal, l->folder);
}

static enum rc
append(struct ledger *l, struct journal_entry *e, struct error *err)
{
	enum rc rc;

	if (l->broken)
		return error_set(err, RC_NOSPACE, "%s", l->disk->alarm);
	if ((rc = journal_append(l->folder->journal, e, err)) == RC_OK)
		l->written++;
	return rc;
}

static void
write_pending(struct ledger *l)
{
	struct error err = {0};

	while (l->npending > 0 && append(l, &l->pending[0], &err) == RC_OK) {
		l->npending--;
		memmove(l->pending, l->pending + 1,
		    l->npending * sizeof(l->pending[0]));
	}
	if (l->npending > 0 && !l->broken)
		disk_failed(l->disk, &err);
}

static enum rc
take_notice(struct ledger *l, const struct journal_entry *e, struct error *err)
{
	if (e->sample > l->low)
		l->low = e->sample;
	return tagging_apply(l->tagging, e, err);
}

struct journal_entry
ledger_entry(const struct ledger *l, enum journal_kind kind, int64_t sample)
{
	return (struct journal_entry){
	    .kind = kind,
	    .item = (uint16_t)l->tagging->item,
	    .sample = sample,
	    .wall_ms = clock_wall_ms(),
	};
}

enum rc
ledger_note(struct ledger *l, struct journal_entry *e, struct error *err)
{
	enum rc rc;

	if (l->npending > 0)
		write_pending(l);
	if (l->npending > 0)
		return error_set(
		    err, RC_NOSPACE, "the journal: %s", l->disk->alarm);
	if ((rc = append(l, e, err)) != RC_OK) {
		(void)error_prefix(err, "the journal");
		return rc;
	}
	ask_for_sync(l);
	return take_notice(l, e, err);
}

void
ledger_note_surely(struct ledger *l, struct journal_entry *e)
{
	struct error err = {0};

	if (ledger_note(l, e, &err) == RC_OK)
		return;
	disk_failed(l->disk, &err);
	if (l->npending < LEDGER_PENDING)
		l->pending[l->npending++] = *e;
	else
		log_error(
		    "the journal will not say: %s", journal_kind_name(e->kind));
	(void)take_notice(l, e, &err);
}

enum rc
ledger_replay(
    struct ledger *l, const struct journal_entry *e, struct error *err)
{
	return take_notice(l, e, err);
}

void
ledger_turn(struct ledger *l, int64_t now_ns)
{
	if (l->broken)
		renew(l);
	if (l->npending > 0 && disk_may_try(l->disk, now_ns))
		write_pending(l);
	ask_for_sync(l);
}

static void
synced(struct ledger *l, const struct error *err)
{
	if (err->rc == RC_OK) {
		l->safe = l->under_way;
		l->under_way = 0;
		ask_for_sync(l);
		return;
	}
	l->under_way = 0;
	l->broken = true;
	/* The first try at a new file is made at once. */
	renew(l);
	disk_failed(l->disk, err);
}

static void
renewed(struct ledger *l, const struct error *err)
{
	l->renewing = false;
	if (err->rc != RC_OK) {
		l->refused = true;
		disk_failed(l->disk, err);
		return;
	}
	l->broken = l->refused = false;
	l->safe = l->written;
	disk_took(l->disk);
	if (l->npending > 0)
		write_pending(l);
	ask_for_sync(l);
}

void
ledger_result(struct ledger *l, const struct syncer_result *result)
{
	if (result->kind == LEDGER_SYNCED)
		synced(l, &result->err);
	else
		renewed(l, &result->err);
}

uint64_t
ledger_entries(const struct ledger *l)
{
	return l->written + l->npending;
}

enum ledger_standing
ledger_stands(const struct ledger *l, uint64_t count)
{
	if (l->safe >= count)
		return LEDGER_SAFE;
	return l->refused || (l->npending > 0 && !l->broken) ? LEDGER_REFUSED
							     : LEDGER_WAITS;
}

bool
ledger_settled(const struct ledger *l)
{
	return l->npending == 0 && l->safe == l->written && !l->broken;
}
