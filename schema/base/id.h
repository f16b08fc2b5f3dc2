/*
 * id -- a struct per kind of row, so that a child where a meeting belongs
 * does not compile.  0 is no row.
 */
#ifndef BASE_ID_H
#define BASE_ID_H

#include <stdint.h>

/* clang-format off */
struct agency_id     { int64_t v; };
struct person_id     { int64_t v; };
struct child_id      { int64_t v; };
struct case_id       { int64_t v; };
struct route_id      { int64_t v; };
struct meeting_id    { int64_t v; };
struct item_id       { int64_t v; };
struct attendance_id { int64_t v; };
struct recording_id  { int64_t v; };
struct segment_id    { int64_t v; };
struct mark_id       { int64_t v; };
struct action_id     { int64_t v; };
struct rendition_id  { int64_t v; };
struct copy_id       { int64_t v; };
struct parcel_id     { int64_t v; };
struct message_id    { int64_t v; };
struct paper_id      { int64_t v; };
struct account_id    { int64_t v; };
struct withheld_id   { int64_t v; };
struct exception_id  { int64_t v; };
struct export_id     { int64_t v; };
struct debrief_id    { int64_t v; };
struct task_id       { int64_t v; };
struct hold_id       { int64_t v; };
struct notice_id     { int64_t v; };
struct listening_id  { int64_t v; };
struct emergency_id  { int64_t v; };
/* clang-format on */

/* A name that travels outside the database (papers, folders, objects): 16
 * random bytes as 32 lower-case hex digits and a NUL. */
enum { PUBLIC_ID_TEXT = 33 };

#endif
