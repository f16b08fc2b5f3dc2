#!/usr/bin/env bash
# Goal: rules 3, 14 and 21: what there is and may not be had takes no other time
# than what never was.  Each pair of addresses is asked many times, in an order
# that chance makes; a sign test over the pairs says whether one is slower, with
# no limit on either: a busy machine meets both.

. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/sharing.sh
. "$(dirname "$0")/sharing.sh"
# shellcheck source=tests/e2e/peopling.sh
. "$(dirname "$0")/peopling.sh"
peopling
at() {
	sed -n "s/^$1=//p" "$T/names"
}
cat >"$T/pairs" <<-END
	carla /copy/$(at copy151) /copy/999999999999
	wendy /copy/$(at copy241)/document.opus /copy/999999999999/document.opus
	denis /copies /no-such-page
	frank /copy/$(at copy1) /copy/999999999999
	stan /child/20 /child/999
	fay /child/20 /child/999
	hugh /child/20/audio/1/document.opus /child/999/audio/1/document.opus
	carl /meeting/1/case/1 /meeting/1/case/999
	harry /meeting/1/case/1/document.opus /meeting/9/case/1/document.opus
	far /meeting/1 /meeting/999
	looker /meeting/1 /meeting/999
	absent /meeting/1/case/1 /meeting/1/case/999
	absent /meeting/6/case/1 /meeting/6/case/999
	ada /meeting/1 /meeting/999
	coord /errand/1 /errand/999
	coord /listen/1 /listen/999
	cora /meeting/1/case/1 /no-such-page
END
node "$ROOT/tests/e2e/sametime.mjs" "$URL" "$T/names" "$T/pairs" ||
	fail "time tells what there is"
finish
