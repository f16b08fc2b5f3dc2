# shellcheck shell=bash
# recording -- a recorder with a microphone that plays a file, and papers of a
# meeting of nobody.  Sourced behind lib.sh.  Sets H (its home), M (the
# meeting's folder), SECRETS, CONTROL (of the microphone).

H=$T/h
SECRETS=$T/secrets
CONTROL=$T/control
KIT=$BIN/meetingkit
export ALSA_CONFIG_PATH=$T/asound.conf

# papers_for ITEMS SPARES PEOPLE
papers_for() {
	"$KIT" papers "$1" "$2" "$3" "$T/papers.json" "$SECRETS"
	"$BIN/marac-recorder" device-key --home "$H" >"$T/device"
	M=$H/meetings/$(sed -n 's/.*"meeting": "\([0-9a-f]*\)".*/\1/p' "$T/papers.json")
}

# microphone FILE CLOCKED: s16le, mono, 48 kHz
microphone() {
	cat >"$ALSA_CONFIG_PATH" <<-END
		pcm_type.marac_mic { lib "$BIN/libmaracmic.so" }
		pcm.room {
			type marac_mic
			file "$1"
			control "$CONTROL"
			clocked $2
			hint { show on description "Room microphone" }
		}
		# PortAudio aborts on a machine that has no default device.
		pcm.default { type null }
	END
}

say() { "$BIN/marac-recorder" "$@" --home "$H" >"$T/said"; }

# another NAME FILE CLOCKED [PPM]: one more; its control is $CONTROL.NAME
another() {
	cat >>"$ALSA_CONFIG_PATH" <<-END
		pcm.$1 {
			type marac_mic
			file "$2"
			control "$CONTROL.$1"
			clocked $3
			ppm ${4:-0}
			hint { show on description "$1" }
		}
	END
}

# field NAME: of the status
field() {
	"$BIN/marac-recorder" status --json --home "$H" |
		jq -r --arg name "$1" '.[$name] | tostring'
}

field_is() { [ "$(field "$1")" = "$2" ]; }
field_is_not() { [ "$(field "$1")" != "$2" ]; }
alarmed() { [ -n "$(field alarm)" ]; }
calm() { [ -z "$(field alarm)" ]; }

# record [OPTION]...: start the daemon with the microphone "room" and what is
# asked for; wait until it hears.  Its pid in RECORDER.
record() {
	background "$BIN/marac-recorder" run --home "$H" \
		--papers "$T/papers.json" --device room "$@" 2>>"$T/log"
	export RECORDER=$LAST
	until_true 60 say status
}

# record_preloaded LIBRARY NAME=VALUE...: the same with BIN/libLIBRARY.so and its
# settings
record_preloaded() {
	library=$BIN/lib$1.so
	shift
	[ -e "$library" ] || fail "$library is not built"
	background env LD_PRELOAD="$library" "$@" \
		ASAN_OPTIONS=verify_asan_link_order=0 \
		"$BIN/marac-recorder" run --home "$H" \
		--papers "$T/papers.json" --device room 2>>"$T/log"
	export RECORDER=$LAST
	until_true 60 say status
}

# begin_meeting PEOPLE
begin_meeting() {
	say announce
	n=1
	while [ $n -le "$1" ]; do
		say join $n
		n=$((n + 1))
	done
	say start
	until_true 60 segment_open
}

segment_open() { journal | tail -n 1 | grep -q segment-begun; }
journal() { "$KIT" journal "$M"; }
segments() { "$KIT" segments "$M" "$SECRETS"; }

# written SAMPLES: so much of the meeting is safe on the disk
written() { [ "$(field written)" -ge "$1" ]; }

# now_ms: CLOCK_MONOTONIC, which is what a clocked microphone plays by
now_ms() { "$KIT" mono; }

# heard NUMBER: FROM and TO, when the first and the last sample of a segment
# were said: ms of the time code's ten seconds; empty when it holds too little
# of the code
heard() {
	line=$("$KIT" heard "$M" "$SECRETS" "$1")
	FROM=
	TO=
	case $line in
	from_ms=*)
		FROM=${line#from_ms=}
		FROM=${FROM%% *}
		TO=${line#*to_ms=}
		TO=${TO%% *}
		;;
	esac
}

# later A B: how many ms B is behind A, both in a cycle of ten seconds
later() { echo $((((($2) - ($1)) % 10000 + 15000) % 10000 - 5000)); }

# daemon_ended: after "end" it ends by itself, and well
daemon_ended() {
	must_end "$RECORDER" 120 || fail "the daemon goes on after its end"
	wait "$RECORDER" || fail "the daemon ended with $?"
	PIDS=" $PIDS "
	PIDS=${PIDS/ $RECORDER / }
}

# home_at FOLDER: instead of the usual place
home_at() { H=$1; }

# daemon_is PID: for what starts it in its own way
daemon_is() {
	RECORDER=$1
	PIDS=$1
}
