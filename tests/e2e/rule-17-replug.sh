#!/usr/bin/env bash
# Goal (rule 17): a USB microphone that is unplugged and plugged in again is
# recorded again within 5 s, though its card, and so its whole name, has another
# number then; asked for by a part of its name, and by the whole.  While it is
# away the alarm calls it what it was asked for.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/recording.sh"

"$KIT" timecode 10 >"$T/code.raw"

# card NUMBER: it is plugged in there, and nowhere else
card() {
	rm -f "$T"/card.*
	ln -s "$T/code.raw" "$T/card.$1"
	cat >"$T/new.conf" <<-END
		pcm_type.marac_mic { lib "$BIN/libmaracmic.so" }
		# what is behind the colon of a name are arguments
		pcm."USB mic (hw" {
			@args [ CARD DEVICE ]
			@args.CARD { type string }
			@args.DEVICE { type string }
			type marac_mic
			file { @func concat strings [ "$T/card." \$CARD ] }
			control "$CONTROL"
			clocked on
		}
		pcm."USB mic (hw:$1,0)" {
			type marac_mic
			file "$T/code.raw"
			hint { show on description "usb" }
		}
		pcm.default { type null }
	END
	mv "$T/new.conf" "$ALSA_CONFIG_PATH"
}

# away: a machine without it
away() {
	echo unplug >"$CONTROL"
	echo 'pcm.default { type null }' >"$T/new.conf"
	mv "$T/new.conf" "$ALSA_CONFIG_PATH"
}

back() {
	card "$1"
	: >"$CONTROL"
}

alarm_has() { field alarm | grep -qF "$1"; }
begun() { [ "$(journal | grep -c segment-begun)" = "$1" ]; }

# replugged ASKED NUMBER SEGMENT: it gets that one, and begins that one
replugged() {
	away
	began=$(now_ms)
	until_true 60 alarmed
	alarm=$(($(now_ms) - began))
	[ $alarm -le 2000 ] || fail "the alarm came after $alarm ms"
	until_true 60 alarm_has "no microphone is called \"$1\"; there is "
	back "$2"
	began=$(now_ms)
	until_true 60 begun "$3"
	again=$(($(now_ms) - began))
	[ $again -le 5000 ] || fail "it records again after $again ms"
	until_true 60 calm
	same "what is recorded" "USB mic (hw:$2,0)" "$(field device)"
	until_true 60 written $(($(field sample) + 48000))
	echo "as \"$1\": alarm after $alarm ms, again after $again ms"
}

# recording_of ASKED HOME
recording_of() {
	home_at "$T/$2"
	rm -f "$T/papers.json"
	papers_for 2 0 1
	background "$BIN/marac-recorder" run --home "$H" \
		--papers "$T/papers.json" --device "$1" 2>>"$T/log"
	export RECORDER=$LAST
	until_true 60 say status
	begin_meeting 1
	until_true 60 written 60000
}

card 1
recording_of "usb MIC" part
replugged "usb MIC" 2 2
replugged "usb MIC" 1 3
say end
daemon_ended
lacks "$(segments)" "recovered\|broken"

recording_of "USB mic (hw:1,0)" whole
replugged "USB mic (hw:1,0)" 3 2
say end
daemon_ended
lacks "$(segments)" "recovered\|broken"
