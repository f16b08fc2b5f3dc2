#!/usr/bin/env bash
# Goal: rule 7, of the check that every test of sending ends with (neutral.sh):
# it passes a mail of ours, and finds each kind of telling in one that was made
# to tell: in a subject, sender, body, Message-ID, EHLO name or link, raw or
# encoded.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/outgoing.sh
. "$ROOT/tests/e2e/outgoing.sh"

outgoing_store
outgoing_relay
distributor copies M-1 >/dev/null 2>>"$LOG"
deliver
outgoing_mail box1
cp "$GOT" "$T/good"
mkdir "$T/one"

# tells WHAT SED: the good mail, so changed, is refused
tells() {
	sed "$2" "$T/good" >"$T/one/mail"
	! cmp -s "$T/one/mail" "$T/good" || fail "$1: nothing was changed"
	if neutral_mails "$STORE" "$T/one" 2>"$T/said"; then
		fail "$1 was not found"
	fi
	has "$(cat "$T/said")" "$3"
}

cp "$T/good" "$T/one/mail"
neutral_mails "$STORE" "$T/one" || fail 'a good mail was refused'
# the recipient's address is their own
sed 's/box1@sample/box1@safeguarding.sample/g' "$T/good" >"$T/one/mail"
neutral_mails "$STORE" "$T/one" || fail "the recipient's address was refused"

tells 'a subject' 's/^Subject: .*/Subject: Safeguarding file/' Safeguard
tells 'an encoded subject' 's/^Subject: .*/Subject: =?UTF-8?B?QWJvdXQgQW5u?=/' Ann
tells 'a sender' 's/^From: .*<documents@service.example>/From: MARAC <documents@service.example>/' MARAC
tells "a sender's domain" 's/documents@service/documents@domestic.service/' domestic
tells 'a body' 's/^Please do not/The child is well. Please do not/' child
tells 'an encoded body' 's/^Please do not/Please do n=6ft. =42ob Example/' Bob
tells 'a name' 's/^Please do not/Dan. Please do not/' Dan
tells 'a reference' 's/^Please do not/NS-0002. Please do not/' NS-0002
tells 'a Message-ID' 's/^\(Message-I.: <\)/\1victim/I' victim
tells 'an EHLO name' 's/from client.service/from marac.service/' marac
tells 'a link' 's,/d/,/abuse/d/,' abus
tells 'another kind' 's,text/plain,text/html,' 'plain text'
tells 'eight bits' 's/^Please/Pl\xc3\xa9ase/' '7 bit'

# A test that sends one fails at its end.
mkdir -p "$MAIL/box9/new"
cp "$T/one/mail" "$MAIL/box9/new/1"
if (neutral_corpus) 2>/dev/null; then
	fail 'the corpus was passed'
fi
rm -r "$MAIL/box9"
