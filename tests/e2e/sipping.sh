# shellcheck shell=bash
# sipping -- downloads by a client that reads slowly, and whose own system holds
# little of what it has not read (tests/seed/sip.c).  Sourced after lib.sh.
#
#	sip NAME URL JAR RATE [STOP]
#				begin; what comes, headers too, goes to $T/NAME.sip
#	sip_ended NAME		wait until the server ends it, however late; its
#				exit status is SIP_STATUS: 0 in order, 1 it was reset
#	sip_stop NAME		end it from this side

declare -A SIPS

sip() {
	printf 'GET /%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: %s\r\n\r\n' \
		"${2#http://*/}" "$(awk '/__Host-session/ { print $6 "=" $7 }' \
			"$3")" >"$T/$1.ask"
	: >"$T/$1.sip"
	background "$BIN/sip" "$(printf %s "${2#http://*:}" | cut -d / -f 1)" \
		"$T/$1.ask" "${@:4}" >"$T/$1.sip"
	SIPS[$1]=$LAST
	until_true 60 test -s "$T/$1.sip"
}

sip_ended() {
	SIP_STATUS=0
	wait "${SIPS[$1]}" || SIP_STATUS=$?
}

sip_stop() {
	kill "${SIPS[$1]}" 2>/dev/null || true
	sip_ended "$1"
}
