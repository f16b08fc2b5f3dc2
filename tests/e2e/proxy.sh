# shellcheck shell=bash
# proxy -- HTTPS in front of the pages, as README.md describes it: HAProxy with
# a certificate of a test's own authority.  Sourced behind accepting.sh.
#
#	proxy_start FOLDER PORT		sets HTTPS (the address) and HTTPS_CA; its
#				pid is ended with the others

proxy_start() {
	postfix_certificate "$1"
	HTTPS_CA=$1/ca.pem
	HTTPS_PORT=$(postfix_free_port)
	# shellcheck disable=SC2034 # for the test that sources this
	HTTPS=https://localhost:$HTTPS_PORT
	cat >"$1/haproxy.cfg" <<-END
		global
		    tune.sndbuf.client 131072
		    log stderr format raw daemon
		defaults
		    mode http
		    timeout connect 5s
		    timeout client 60s
		    timeout server 60s
		frontend documents
		    bind 127.0.0.1:$HTTPS_PORT ssl crt $1/server.pem
		    timeout http-request 5s
		    http-request set-header X-Forwarded-For %[src]
		    default_backend share
		backend share
		    server share 127.0.0.1:$2
	END
	background haproxy -db -f "$1/haproxy.cfg" 2>"$1/log"
	until_true 20 web --cacert "$HTTPS_CA" -f "$HTTPS/health"
}
