/*
 * mailbench -- what sending costs without an outbox: bare libcurl multi.
 *
 *	mailbench RELAY CA_FILE COUNT CONNECTIONS BYTES
 *
 * sends COUNT mails of BYTES bytes, CONNECTIONS of them at a time over as many
 * connections, each kept; the same checks of the certificate as ours.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

enum { MOST = 64 };

static const char head[] = "From: a@service.example\r\n"
			   "To: b@sample.example\r\n"
			   "Subject: A document is ready for you\r\n"
			   "\r\n";
static char *source;
static size_t length;
static size_t sent[MOST];
static CURL *curls[MOST];
static struct curl_slist *to;

static size_t
on_read(char *into, size_t size, size_t count, void *arg)
{
	size_t *at = arg;
	size_t n = size * count;

	if (n > length - *at)
		n = length - *at;
	memcpy(into, source + *at, n);
	*at += n;
	return n;
}

static void
die(const char *what)
{
	(void)fprintf(stderr, "mailbench: %s\n", what);
	exit(1);
}

static void
write_source(size_t bytes)
{
	length = bytes < sizeof(head) ? sizeof(head) : bytes;
	if ((source = malloc(length)) == NULL)
		die("no memory");
	for (size_t i = 0; i < length; i++)
		source[i] = "words of a mail, sixty-two and an end of line "
			    "each, and no more\r\n"[i % 65];
	memcpy(source, head, sizeof(head) - 1);
	memcpy(source + length - 2, "\r\n", 2);
}

static void
start(CURLM *multi, size_t i, const char *relay, const char *ca_file)
{
	CURL *curl = curls[i];

	sent[i] = 0;
	curl_easy_reset(curl);
	(void)curl_easy_setopt(curl, CURLOPT_URL, relay);
	(void)curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
	(void)curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file);
	(void)curl_easy_setopt(curl, CURLOPT_MAIL_FROM, "a@service.example");
	(void)curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
	(void)curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	(void)curl_easy_setopt(
	    curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)length);
	(void)curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
	(void)curl_easy_setopt(curl, CURLOPT_READDATA, &sent[i]);
	(void)curl_easy_setopt(curl, CURLOPT_PRIVATE, (char *)&curls[i]);
	if (curl_multi_add_handle(multi, curl) != CURLM_OK)
		die("curl takes no more");
}

int
main(int argc, char **argv)
{
	CURLM *multi = NULL;
	CURLMsg *message;
	long count, begun = 0, done = 0;
	size_t width;
	int running = 0, left;

	if (argc != 6) {
		(void)fputs("usage: mailbench RELAY CA_FILE COUNT CONNECTIONS "
			    "BYTES\n",
		    stderr);
		return 2;
	}
	count = strtol(argv[3], NULL, 10);
	width = strtoul(argv[4], NULL, 10);
	if (width == 0 || width > MOST)
		die("too many connections");
	write_source(strtoul(argv[5], NULL, 10));
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK ||
	    (multi = curl_multi_init()) == NULL ||
	    (to = curl_slist_append(NULL, "b@sample.example")) == NULL)
		die("no memory");
	(void)curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)width);
	for (size_t i = 0; i < width && begun < count; i++, begun++) {
		curls[i] = curl_easy_init();
		start(multi, i, argv[1], argv[2]);
	}
	while (done < count) {
		bool ended = false;

		if (curl_multi_perform(multi, &running) != CURLM_OK)
			die("curl gave up");
		while ((message = curl_multi_info_read(multi, &left)) != NULL) {
			char *slot = NULL;

			if (message->msg != CURLMSG_DONE)
				continue;
			if (message->data.result != CURLE_OK)
				die(curl_easy_strerror(message->data.result));
			(void)curl_easy_getinfo(
			    message->easy_handle, CURLINFO_PRIVATE, &slot);
			(void)curl_multi_remove_handle(
			    multi, message->easy_handle);
			done++;
			ended = true;
			if (begun < count) {
				start(multi, (size_t)((CURL **)slot - curls),
				    argv[1], argv[2]);
				begun++;
			}
		}
		if (!ended)
			(void)curl_multi_poll(multi, NULL, 0, 1000, NULL);
	}
	for (size_t i = 0; i < width; i++)
		curl_easy_cleanup(curls[i]);
	(void)curl_multi_cleanup(multi);
	curl_slist_free_all(to);
	free(source);
	return 0;
}
