/*
 * packets -- read an Ogg Opus stream back: header, tags, each packet.
 *
 * Reads through a callback, so that a sealed segment, a file and memory are
 * one to it.  Bounded: a packet over 1275 bytes, a page out of order, a wrong
 * checksum or a second stream is RC_DAMAGED with the byte offset.
 */
#ifndef RECORDING_PACKETS_H
#define RECORDING_PACKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct packets;

/* Up to LEN bytes at OFFSET; *GOT 0 at the end. */
typedef enum rc packets_read(void *from, uint64_t offset, void *out, size_t len,
    size_t *got, struct error *err);

struct packets_head {
	int channels;
	int pre_skip;
	int gain_q78;
	uint32_t serial;
};

enum rc packets_open(struct packets **out, packets_read *read, void *from,
    struct packets_head *head, struct error *err);
void packets_close(struct packets *p);

/* The next packet; *DATA is valid until the next call, NULL at the end.
 * *GRANULE: of the page when this packet ends one, else -1. */
enum rc packets_next(struct packets *p, const unsigned char **data, size_t *len,
    int64_t *granule, struct error *err);

/* Playable samples by the last granule; valid after the end was reached. */
int64_t packets_samples(const struct packets *p);

/* Whether the stream ended as streams do (EOS).  Without it the file stops
 * early: what a recovered segment holds, whose last page may be torn and is
 * then not read.  Valid after the end was reached. */
bool packets_ended(const struct packets *p);

/* A packets_read over memory: FROM is a struct packets_memory *. */
struct packets_memory {
	const unsigned char *data;
	size_t len;
};
enum rc packets_read_memory(void *from, uint64_t offset, void *out, size_t len,
    size_t *got, struct error *err);

#endif
