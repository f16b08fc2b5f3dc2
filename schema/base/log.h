/*
 * log -- one line a happening, on stderr (the journal, under systemd).
 *
 * Never a person's name, address, token or key: ids and numbers only.  Lines
 * carry a syslog priority prefix "<N>" when stderr is not a terminal, as
 * sd-daemon(3) describes.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

/* From now on no line waits for whoever reads: not for a terminal on which
 * somebody pressed Ctrl-S, not for a full pipe or journal.  What does not go at
 * once is dropped, and how much that was is said as soon as a line goes again.
 * A file takes what it is given.  For a program that logs in one thread. */
void log_never_wait(void);

enum log_level { LOG_LEVEL_ERROR = 3, LOG_LEVEL_WARN = 4, LOG_LEVEL_INFO = 6 };

void log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
