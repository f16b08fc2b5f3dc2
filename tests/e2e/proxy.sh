# shellcheck shell=bash
# proxy -- HTTPS in front of the pages, as the examples beside marac-share have
# it (share/haproxy.cfg, share/nginx.conf): only addresses, files and users are
# this test's own.  Sourced behind postfix.sh.
#
#	proxy_start FOLDER PORT		HAProxy before PORT; sets HTTPS (the
#				address), HTTPS_PORT, HTTPS_CA and PROXY (its pid,
#				which is ended with the others)
#	proxy_nginx FOLDER PORT		the same with nginx
#	proxy_config FOLDER PORT haproxy|nginx
#				only write FOLDER/haproxy.cfg or FOLDER/nginx.conf

proxy_config() {
	postfix_certificate "$1"
	chmod 755 "$1"
	HTTPS_CA=$1/ca.pem
	HTTPS_PORT=$(postfix_free_port)
	HTTPS=https://localhost:$HTTPS_PORT
	case $3 in
	haproxy)
		sed -e "s|log /dev/log local0|log stderr format raw daemon|" \
			-e "s|bind :443 ssl crt [^ ]*|bind 127.0.0.1:$HTTPS_PORT ssl crt $1/server.pem|" \
			-e "s|server share 127.0.0.1:8470|server share 127.0.0.1:$2|" \
			"$ROOT/share/haproxy.cfg" >"$1/haproxy.cfg"
		# A machine that gives too few files cannot have all the places.
		[ "$(ulimit -Hn)" -ge 40100 ] ||
			sed -i 's/^global$/&\n    no strict-limits/' \
				"$1/haproxy.cfg"
		;;
	nginx)
		sed -e "s|^pid .*|pid $1/nginx.pid;|" \
			-e "s|/var/log/nginx/error.log|$1/error.log|" \
			-e "s|listen 443 ssl|listen 127.0.0.1:$HTTPS_PORT ssl|" \
			-e "s|/etc/nginx/documents.pem|$1/server.crt|" \
			-e "s|/etc/nginx/documents.key|$1/server.key|" \
			-e "s|server 127.0.0.1:8470|server 127.0.0.1:$2|" \
			"$ROOT/share/nginx.conf" >"$1/nginx.conf"
		[ "$(ulimit -Hn)" -ge 40000 ] || sed -i \
			"s/^worker_rlimit_nofile .*/worker_rlimit_nofile $(ulimit -Hn);/" \
			"$1/nginx.conf"
		;;
	esac
}

proxy_start() {
	proxy_config "$1" "$2" haproxy
	background haproxy -db -f "$1/haproxy.cfg" 2>"$1/log"
	PROXY=$LAST
	until_true 20 curl -sS --cacert "$HTTPS_CA" -f -o /dev/null \
		"$HTTPS/health"
}

proxy_nginx() {
	proxy_config "$1" "$2" nginx
	background nginx -c "$1/nginx.conf" -g 'daemon off;' 2>"$1/log"
	# shellcheck disable=SC2034 # for the test that sources this
	PROXY=$LAST
	until_true 20 curl -sS --cacert "$HTTPS_CA" -f -o /dev/null \
		"$HTTPS/health"
}
