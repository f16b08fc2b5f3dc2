# shellcheck shell=bash
# dovecot -- a real Dovecot of the test's own, that serves one Maildir by IMAP.
# Sourced (after lib.sh and postfix.sh), not run; needs root, like Dovecot.
#
#	dovecot_start FOLDER MAILDIR [LINE...]
#
# starts it with TLS from the first byte on IMAPS_PORT and with STARTTLS on
# IMAP_PORT, free ones of 127.0.0.1, under the certificate of FOLDER/tls
# (postfix_certificate's), or without any TLS if a LINE says "ssl = no".  The
# one user is "bounces" with the password in FOLDER/password.  The LINEs go into
# its configuration.  Everything stays below FOLDER, but for what it does to the
# MAILDIR; DOVECOT is its pid, ended with the test's other processes.
#
#	dovecot_stop
#	dovecot_mute		it takes connections and says nothing any more
#
# Its programs run as other users and name things from the root: so the test's
# folder T becomes searchable (not readable) by others.

dovecot_configure() {
	folder=$1
	maildir=$2
	shift 2
	cat >"$folder/conf" <<END
protocols = imap
listen = 127.0.0.1
base_dir = $folder/run
state_dir = $folder/state
log_path = $folder/log
auth_verbose = yes
ssl = required
ssl_cert = <$folder/tls/server.crt
ssl_key = <$folder/tls/server.key
first_valid_uid = 1
mail_location = maildir:$maildir:INDEX=$folder/home/index:CONTROL=$folder/home/control
auth_mechanisms = plain login
auth_failure_delay = 0
service anvil {
	unix_listener anvil-auth-penalty {
		mode = 0
	}
}
passdb {
	driver = static
	args = user=bounces password=$(cat "$folder/password")
}
userdb {
	driver = static
	args = uid=nobody gid=nogroup home=$folder/home
}
service imap-login {
	chroot =
	inet_listener imap {
		port = $IMAP_PORT
	}
	inet_listener imaps {
		port = $IMAPS_PORT
		ssl = yes
	}
}
$(printf '%s\n' "$@")
END
}

dovecot_start() {
	[ "$(id -u)" = 0 ] || {
		echo "Dovecot can only be started by root" >&2
		return 1
	}
	mkdir -p "$1/home" "$1/tls"
	dv_folder=$(realpath "$1")
	dv_maildir=$(realpath "$2")
	shift 2
	chmod o+x "$T" "$dv_folder"
	chown nobody "$dv_folder/home"
	[ -f "$dv_folder/tls/server.pem" ] ||
		postfix_certificate "$dv_folder/tls"
	IMAP_CA=$dv_folder/tls/ca.pem
	[ -f "$dv_folder/password" ] ||
		od -An -v -tx1 -N16 /dev/urandom | tr -d ' \n' \
			>"$dv_folder/password"
	IMAP_PASSWORD=$dv_folder/password
	dv_try=0
	while :; do
		IMAP_PORT=$(postfix_free_port)
		IMAPS_PORT=$(postfix_free_port)
		dovecot_configure "$dv_folder" "$dv_maildir" "$@"
		background dovecot -F -c "$dv_folder/conf"
		DOVECOT=$LAST
		until_true 60 dovecot_stands
		if dovecot_listens; then
			break
		fi
		dv_try=$((dv_try + 1)) # somebody else took a port meanwhile
		[ $dv_try -lt 5 ] || {
			cat "$dv_folder/log" >&2
			return 1
		}
	done
	export IMAP_PORT IMAPS_PORT IMAP_CA IMAP_PASSWORD DOVECOT
}

dovecot_listens() {
	(exec 3<>"/dev/tcp/127.0.0.1/$IMAP_PORT") 2>/dev/null
}

# It listens, or has ended.
dovecot_stands() {
	dovecot_listens || ! kill -0 "$DOVECOT" 2>/dev/null
}

dovecot_mute() {
	dv_all="$DOVECOT $(pgrep -P "$DOVECOT")"
	at_last dovecot_wake
	# one of its children may have ended since
	# shellcheck disable=SC2086 # one word a process
	kill -STOP $dv_all 2>/dev/null || kill -STOP "$DOVECOT"
}

dovecot_wake() {
	# shellcheck disable=SC2086
	kill -CONT $dv_all 2>/dev/null || true
}

dovecot_stop() {
	kill "$DOVECOT" 2>/dev/null || true
	wait "$DOVECOT" 2>/dev/null || true
}
