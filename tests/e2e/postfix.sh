# shellcheck shell=bash
# postfix -- a real Postfix of the test's own, that takes every address.
# Sourced (by tests and by the demo), not run; needs root, like Postfix.
#
#	postfix_start FOLDER MAILDIR
#
# starts it on a free port of 127.0.0.1 with STARTTLS offered under a
# certificate of its own CA, and sets SMTP_PORT and CA_FILE.  Mail to
# anybody@anywhere is delivered by a script under pipe(8) into MAILDIR/anybody/.
# MAILDIR becomes a symbolic link, because the mail lies in the queue: see below.
# When MAILDIR/anybody.says is a file, its words ("5.2.2 mailbox full", "4.4.1
# ...") are why it is not delivered instead, after the mail was accepted.
# Configuration, queue, data, log (FOLDER/log) and keys stay below FOLDER.
#
# POSTFIX_LINES, when set, goes into main.cf.
#
#	postfix_stop FOLDER
#	postfix_certificate FOLDER [SAN]
#
# The programs of Postfix run as other users.  Every one starts in the queue's
# folder and leaves it only by relative names, so only FOLDER must be searchable
# (not readable) by others, and nothing above it.

# A CA in FOLDER/ca.pem and a server's FOLDER/server.pem (key and certificate)
# for the names SAN.
postfix_certificate() {
	mkdir -p "$1"
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-days 30 -subj "/CN=Test authority" \
		-addext basicConstraints=critical,CA:TRUE \
		-keyout "$1/ca.key" -out "$1/ca.pem" 2>/dev/null
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-subj "/CN=localhost" \
		-keyout "$1/server.key" -out "$1/server.csr" 2>/dev/null
	printf 'subjectAltName=%s\n' "${2:-DNS:localhost,IP:127.0.0.1}" \
		>"$1/server.ext"
	openssl x509 -req -days 30 -in "$1/server.csr" -CA "$1/ca.pem" \
		-CAkey "$1/ca.key" -CAcreateserial -extfile "$1/server.ext" \
		-out "$1/server.crt" 2>/dev/null
	cat "$1/server.key" "$1/server.crt" >"$1/server.pem"
	chmod 600 "$1/ca.key" "$1/server.key" "$1/server.pem"
}

# A port of 127.0.0.1 where nothing listens, below the range that the system
# gives to outgoing connections.
postfix_free_port() {
	while :; do
		port=$((10000 + RANDOM % 20000))
		if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
			echo "$port"
			return
		fi
	done
}

postfix_configure() {
	folder=$1
	cat >"$folder/conf/main.cf" <<END
compatibility_level = 3.6
queue_directory = $folder/queue
data_directory = ../data
maillog_file = $folder/log
maillog_file_prefixes = $folder
myhostname = localhost
mydestination = regexp:{{/./ everything}}
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
disable_dns_lookups = yes
smtpd_peername_lookup = no
biff = no
alias_maps =
local_recipient_maps =
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = permit_mynetworks, reject
smtpd_tls_cert_file = $folder/tls/server.pem
smtpd_tls_security_level = encrypt
smtpd_tls_loglevel = 1
local_transport = maildir:
maildir_destination_recipient_limit = 1
${POSTFIX_LINES:-}
END
	cat >"$folder/conf/deliver" <<"END"
# the mail on stdin becomes mail/$1/new/NAME, whole or not at all
umask 022
if [ -f "mail/$1.says" ]; then
	cat "mail/$1.says"
	case $(cat "mail/$1.says") in
	4*) exit 75 ;;
	*) exit 67 ;;
	esac
fi
mkdir -p "mail/$1/tmp" "mail/$1/new" "mail/$1/cur" || exit 75
name=$(date +%s.%N).$$.localhost
cat >"mail/$1/tmp/$name" && mv "mail/$1/tmp/$name" "mail/$1/new/" || exit 75
END
	# name type private unpriv chroot wakeup maxproc command
	cat >"$folder/conf/master.cf" <<END
127.0.0.1:$SMTP_PORT inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
maildir unix - n n - - pipe flags=DR user=nobody argv=/bin/sh ../conf/deliver \${user}
smtp unix - - n - - error
postlog unix-dgram n - n - 1 postlogd
END
}

postfix_start() {
	[ "$(id -u)" = 0 ] || {
		echo "Postfix can only be started by root" >&2
		return 1
	}
	mkdir -p "$1/conf" "$1/queue/mail" "$1/data" "$1/tls"
	pf_folder=$(realpath "$1")
	chmod o+x "$pf_folder" "$pf_folder/queue"
	chown nobody "$pf_folder/queue/mail"
	chown postfix "$pf_folder/data"
	if [ -d "$2" ] && [ ! -L "$2" ]; then
		rmdir "$2" # it may only be empty
	fi
	ln -rsfn "$pf_folder/queue/mail" "$2"
	[ -f "$pf_folder/tls/server.pem" ] ||
		postfix_certificate "$pf_folder/tls"
	CA_FILE=$pf_folder/tls/ca.pem
	pf_try=0
	while :; do
		SMTP_PORT=$(postfix_free_port)
		postfix_configure "$pf_folder"
		if postfix -c "$pf_folder/conf" start \
			>"$pf_folder/start" 2>&1; then
			break
		fi
		pf_try=$((pf_try + 1)) # somebody else took the port meanwhile
		[ $pf_try -lt 5 ] || {
			cat "$pf_folder/start" >&2
			return 1
		}
	done
	export SMTP_PORT CA_FILE
}

postfix_stop() {
	if [ -f "$1/conf/main.cf" ]; then
		postfix -c "$1/conf" stop >/dev/null 2>&1 || true
	fi
}
