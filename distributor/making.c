#include "distributor/making.h"

#include "base/buf.h"
#include "distributor/gain.h"
#include "distributor/mp3.h"
#include "distributor/outline.h"

/* What the two fillers below are given. */
struct source {
	const struct buf *ogg;
	int64_t samples;
	double scale;
	atomic_llong *done;
};

static enum rc
fill_opus(void *from, struct sink *sink, struct error *err)
{
	const struct source *s = from;

	return sink_write(sink, s->ogg->data, s->ogg->len, err);
}

static enum rc
fill_mp3(void *from, struct sink *sink, struct error *err)
{
	const struct source *s = from;

	return mp3_write(s->ogg->data, s->ogg->len, s->samples, s->scale, sink,
	    s->done, err);
}

/* The Opus file of M, in memory. */
static enum rc
cut(struct making *m, const struct desk *desk, const struct reel_rack *rack,
    struct buf *ogg, struct gain *gain, struct error *err)
{
	static const struct span_list none = {0};
	struct splice_plan plan = {.spans = m->spans, .silent = m->silent};
	struct sink sink = sink_to_buf(ogg);
	struct span_list shape = {0};
	struct reel reel = {0};
	enum rc rc;

	while (m->serial == 0)
		box_random(&m->serial, sizeof(m->serial));
	plan.serial = m->serial;
	if ((rc = span_union(m->spans, m->silent == NULL ? &none : m->silent,
		 &shape, err)) != RC_OK ||
	    (rc = reel_load(desk, rack, &shape, &reel, err)) != RC_OK ||
	    (rc = gain_of(reel.tapes, reel.count, m->spans, m->silent, gain,
		 err)) != RC_OK)
		goto done;
	plan.r128_gain_q78 = gain_r128(gain);
	if ((rc = splice_write(reel.tapes, reel.count, &plan, &sink, &m->splice,
		 err)) == RC_OK &&
	    (rc = buf_check(ogg, err)) == RC_OK)
		rc = outline_draw(
		    reel.tapes, reel.count, &m->splice, &m->outline, err);
done:
	reel_clear(&reel);
	span_clear(&shape);
	return rc;
}

enum rc
making_run(struct making *m, const struct desk *desk,
    const struct reel_rack *rack, atomic_llong *done, struct error *err)
{
	const char *dir = store_dir(desk->store);
	struct source source = {.done = done};
	struct gain gain = {0};
	struct buf ogg = {0};
	enum rc rc;

	if ((rc = cut(m, desk, rack, &ogg, &gain, err)) != RC_OK)
		goto done;
	source.ogg = &ogg;
	source.samples = m->splice.samples;
	source.scale = gain_scale(&gain);
	if (m->opus &&
	    (rc = objects_make(dir, fill_opus, &source, &m->opus_file, err)) !=
		RC_OK)
		goto done;
	if (m->mp3)
		rc = objects_make(dir, fill_mp3, &source, &m->mp3_file, err);
done:
	if (rc != RC_OK)
		making_clear(m, false, false);
	buf_clear(&ogg);
	return rc;
}

enum rc
making_pair(struct making *m, const struct desk *desk,
    const struct reel_rack *rack, struct buf *opus, struct buf *mp3,
    struct error *err)
{
	struct sink sink = sink_to_buf(mp3);
	atomic_llong done = 0;
	struct source source = {.ogg = opus, .done = &done};
	struct gain gain = {0};
	enum rc rc = cut(m, desk, rack, opus, &gain, err);

	if (rc != RC_OK || !m->mp3)
		return rc;
	source.samples = m->splice.samples;
	source.scale = gain_scale(&gain);
	rc = fill_mp3(&source, &sink, err);
	return rc == RC_OK ? buf_check(mp3, err) : rc;
}

enum rc
making_sound(struct making *m, const struct desk *desk,
    const struct reel_rack *rack, struct sink *sink, struct error *err)
{
	struct gain gain = {0};
	struct buf ogg = {0};
	enum rc rc = cut(m, desk, rack, &ogg, &gain, err);

	if (rc == RC_OK)
		rc = sink_write(sink, ogg.data, ogg.len, err);
	buf_clear(&ogg);
	return rc;
}

void
making_clear(struct making *m, bool opus_kept, bool mp3_kept)
{
	objects_forget(&m->opus_file, opus_kept);
	objects_forget(&m->mp3_file, mp3_kept);
	splice_clear(&m->splice);
	buf_clear(&m->outline);
}
