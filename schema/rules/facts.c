#include "rules/facts.h"

void
facts_clear(struct facts *facts)
{
	span_clear(&facts->passage);
	span_clear(&facts->closed);
	span_clear(&facts->off_record);
	span_clear(&facts->present);
	span_clear(&facts->excluded);
	span_clear(&facts->withheld);
	*facts = (struct facts){0};
}

bool
facts_barred(const struct facts *f)
{
	return f->conflict || f->harm != HARM_NO || f->family || f->is_child;
}
