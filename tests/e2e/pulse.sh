# shellcheck shell=bash
# pulse -- a PulseAudio server of the test's own, with a sink that plays into
# nothing and whose monitor is the microphone "call".  Sourced behind
# recording.sh.

PULSE=$T/pulse
export PULSE_SERVER=unix:$PULSE/native

# pulse_begins: also again, after its end; its pid in PULSE_PID
pulse_begins() {
	mkdir -p "$PULSE/home"
	rm -f "$PULSE/native"
	# not the caller's: no settings, no cookie, no running server of theirs
	HOME=$PULSE/home XDG_RUNTIME_DIR=$PULSE PULSE_RUNTIME_PATH=$PULSE \
		background pulseaudio -n --daemonize=no --use-pid-file=no \
		--exit-idle-time=-1 --realtime=no --high-priority=no \
		-L "module-native-protocol-unix auth-anonymous=1 socket=$PULSE/native" \
		-L "module-null-sink sink_name=call rate=48000 channels=1 format=s16le" \
		2>>"$PULSE/log"
	PULSE_PID=$LAST
	until_true 60 pactl info
}

pulse_ends() {
	kill -KILL "$PULSE_PID"
	{ wait "$PULSE_PID"; } 2>/dev/null || true
}

# pulse_microphone: "call", through alsa-lib's plug-in
pulse_microphone() {
	cat >>"$ALSA_CONFIG_PATH" <<-END
		pcm.call {
			type pulse
			server "$PULSE_SERVER"
			device "call.monitor"
			hint { show on description "call" }
		}
	END
}

# pulse_plays FILE: s16le, mono, 48 kHz, into the sink
pulse_plays() {
	background paplay --raw --rate=48000 --channels=1 --format=s16le \
		--device=call "$1" 2>>"$PULSE/log"
}
