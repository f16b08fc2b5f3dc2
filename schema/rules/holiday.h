/*
 * holiday -- the days on which nobody is at work in England and Wales.
 *
 * They never move a due time; they only bring reminders forward (escalate.h).
 * Worked out, not listed, so that it never runs out: New Year's Day, Good
 * Friday, Easter Monday, the first and the last Monday of May, the last of
 * August, Christmas Day and Boxing Day, each with the weekday that stands in for
 * it when it falls on a weekend (Banking and Financial Dealings Act 1971, and
 * the royal proclamations for New Year's Day and the first Monday of May).  A
 * day proclaimed for one year only (a coronation) is not known here: nothing
 * is brought forward for it.
 */
#ifndef RULES_HOLIDAY_H
#define RULES_HOLIDAY_H

#include <stdbool.h>
#include <stdint.h>

/* Is the day a bank holiday, as gov.uk lists them: the substitute, not the day
 * on the weekend? */
bool holiday_bank(int year, int month, int day);

/* Is the London day of MS a Saturday, a Sunday or a bank holiday? */
bool holiday_rests(int64_t ms);

/* The latest instant not after MS with MS's time of day on a day that is none of
 * these. */
int64_t holiday_before(int64_t ms);

#endif
