/*
 * upsert -- what became of a row that an import put.
 *
 * Every x_put of this layer finds its row by the natural key, adds it or
 * changes it, and says which; a row put again as it was is UPSERT_SAME and
 * nothing is written, so that importing a file twice voids no decision.
 */
#ifndef STORE_UPSERT_H
#define STORE_UPSERT_H

enum upsert { UPSERT_SAME = 1, UPSERT_ADDED, UPSERT_CHANGED };

#endif
