/*
 * notify -- tell systemd how the service is, as sd_notify(3) describes: a
 * datagram to $NOTIFY_SOCKET.  Says nothing when there is none.
 */
#ifndef BASE_NOTIFY_H
#define BASE_NOTIFY_H

void notify(const char *state); /* "READY=1", "STOPPING=1" */

#endif
