# shellcheck shell=bash
# consoling -- `marac-share console` beside a recorder, and its forms by curl.
# Sourced behind lib.sh and recording.sh.  After `console`: URL, CONSOLE (its
# pid), WEBLOG.

WEBLOG=$T/weblog
JAR=$T/jar

# console [OPTION]...: port 0, unless one is given
console() {
	rm -f "$T/port"
	background "$BIN/marac-share" console --home "$H" \
		--listen 127.0.0.1:"${PORT:-0}" --port-file "$T/port" "$@" \
		>>"$T/told" 2>>"$WEBLOG"
	CONSOLE=$LAST
	until_true 60 test -s "$T/port"
	PORT=$(cat "$T/port")
	URL=http://localhost:$PORT
}

web() { curl -sS --max-time 60 -b "$JAR" -c "$JAR" "$@"; }
status() { web -o "$T/body" -w '%{http_code}' "$@"; }

# page [PATH]: load it into $T/page; FORM and KEY are its tokens
page() {
	web -f "$URL${1:-/}" >"$T/page"
	FORM=$(sed -n 's/.*name="form" value="\([0-9a-f]*\)".*/\1/p' "$T/page" | head -n 1)
	KEY=$(sed -n 's/.*name="key" value="\([0-9a-f]*\)".*/\1/p' "$T/page" | head -n 1)
}

# post PATH [FIELD=VALUE]...: with the page's tokens; the status
post() {
	path=$1
	shift
	fields=()
	for field in "$@"; do
		fields+=(--data-urlencode "$field")
	done
	status -H "Origin: $URL" -D "$T/head" --data-urlencode "form=$FORM" \
		--data-urlencode "key=$KEY" "${fields[@]}" "$URL$path"
}

# press PATH [FIELD=VALUE]...: from a fresh page, and it must be done; what the
# page that follows says is in $T/page
press() {
	page
	same "$*" 303 "$(post "$@")"
	page "$(sed -n 's/^Location: //p' "$T/head" | tr -d '\r')"
}

said() { sed -n 's/.*class="doc-said__[a-z]*">\(.*\)<.p>/\1/p' "$T/page"; }
state() { sed -n 's/.*data-live="state">\([^<]*\)<.*/\1/p' "$T/page"; }
page_has() { page && grep -q -- "$1" "$T/page"; }
# entries KIND: of the journal
entries() { journal | grep -c " $1 " || true; }
