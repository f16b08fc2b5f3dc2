# shellcheck shell=bash
# returning -- what the tests of bounces share: a mailbox that mails come back
# to, and reports made by hand.  Sourced after lib.sh and outgoing.sh.
#
#	returning_box		Dovecot serves the box "bounces" of $MAIL; marac.conf
#				has mail.bounces and [bounce] from here on
#	returning_conf [URL]	write marac.conf for it, with another URL, which is in
#				URL
#	bounces			one poll, never an error of the test by itself: what
#				it said is in SAID, its status in POLLED
#	returned N		true once the box has N mails
#	address_of BOX		the envelope sender of the mail in that box
#	name_of BOX		its Message-ID, without brackets
#	report TO ACTION STATUS NAME	a report like Postfix's on stdout: to TO,
#				about the mail called NAME
#	drop			stdin becomes a mail in the box

# shellcheck source=tests/e2e/dovecot.sh
. "$ROOT/tests/e2e/dovecot.sh"

returning_conf() {
	URL=${1:-imaps://localhost:$IMAPS_PORT/INBOX}
	MAIL_LINES="bounces = bounces@service.example

[bounce]
imap = $URL
user = bounces
password_file = $IMAP_PASSWORD
ca_file = $IMAP_CA"
	outgoing_conf
}

returning_box() {
	BOX=$MAIL/bounces
	for sub in new cur tmp; do
		mkdir -p "$BOX/$sub"
	done
	chown -R -L nobody "$BOX"
	dovecot_start "$T/dovecot" "$BOX" "$@"
	returning_conf
}

bounces() {
	POLLED=0
	SAID=$(distributor bounces 2>"$T/poll") || POLLED=$?
	cat "$T/poll" >>"$LOG"
}

returned() {
	[ "$(find -L "$BOX/new" "$BOX/cur" -type f | wc -l)" -ge "$1" ]
}

header_of() {
	sed -n "1,/^\$/s/^$2: <\(.*\)>\$/\1/p" "$MAIL/$1"/new/* |
		head -n 1
}

address_of() {
	header_of "$1" Return-Path
}

name_of() {
	header_of "$1" Message-Id
}

report() {
	cat <<-END
		From: MAILER-DAEMON@relay.service.example (Mail Delivery System)
		To: $1
		Subject: Undelivered Mail Returned to Sender
		Message-Id: <r$RANDOM$RANDOM$RANDOM@relay.service.example>
		MIME-Version: 1.0
		Content-Type: multipart/report; report-type=delivery-status;
		 boundary="b"

		--b
		Content-Type: text/plain

		It is not delivered.

		--b
		Content-Type: message/delivery-status

		Reporting-MTA: dns; relay.service.example

		Final-Recipient: rfc822; somebody@sample.example
		Action: $2
		Status: $3

		--b
		Content-Type: text/rfc822-headers

		Message-Id: <$4>
		Subject: A document is ready for you

		--b--
	END
}

drop() {
	dropped=$(mktemp "$BOX/tmp/drop.XXXXXX")
	cat >"$dropped"
	chown nobody "$dropped"
	chmod 644 "$dropped"
	mv "$dropped" "$BOX/new/"
}
