/*
 * log -- one line a happening, on stderr (the journal, under systemd).
 *
 * Never a person's name, address, token or key: ids and numbers only.  Lines
 * carry a syslog priority prefix "<N>" when stderr is not a terminal, as
 * sd-daemon(3) describes.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level { LOG_LEVEL_ERROR = 3, LOG_LEVEL_WARN = 4, LOG_LEVEL_INFO = 6 };

void log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
