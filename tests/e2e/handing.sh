# shellcheck shell=bash
# handing -- a short meeting with copies for exports, and the other sides they
# go to: an HTTPS server, an SFTP server.  Sourced after accepting.sh.
#
#	handing_meeting [ROUTE...]	$S with copies of NS-0101 and NS-0102 for those at
#			the table, made and not yet sent; a line ROUTE is one
#			more in routes.csv; sam (P6) has no e-mail route
#	handing_takes		takes.mjs as $TAKES: TAKES_PORT; its answer is 201
#	handing_answer WHAT	from now on
#	handing_asked N		it has had N requests
#	handing_sftp		an sshd of the test's own: SFTP_PORT, SFTP_KEY (SHA-256),
#			SFTP_USER; it takes the key $T/our.key
#	handing_conf LINE...	more lines of marac.conf
#	handing_make PERSON OUT [OPTION...]	`export` to a file: PASSPHRASE

# shellcheck source=tests/e2e/accepting.sh
. "$ROOT/tests/e2e/accepting.sh"

TAKES=$T/takes
mkdir -p "$TAKES"

handing_meeting() {
	accept_people
	sed -i '/^P6,email/d' "$T/csv/routes.csv"
	printf '%s\n' "$@" | sed '/^$/d' >>"$T/csv/routes.csv"
	accept_store
	espeak-ng -s 165 -w "$T/words.wav" "$(yes 'The school saw the child on
		Monday, and the nurse will visit on Thursday.' | head -n 16)"
	sox -D "$T/words.wav" -b 16 "$T/meeting.wav" rate 48000 gain -n -1 \
		trim 0 20
	cat >"$T/marks.csv" <<-END
		at,kind,item,person,words,owner,due
		0:00:00,announce,,,,,
		0:00:00,join,,1,,,
		0:00:00,join,,4,,,
		0:00:00,join,,5,,,
		0:00:01,item,1,,,,
		0:00:05,action,,,Visit the school,Northshire Police,2026-12-01
		0:00:11,item,2,,,,
		0:00:13,late,,,1,,
		0:00:18,end,,,,,
	END
	accept_import M-1 "$T/meeting.wav" "$T/marks.csv"
	accept_attach
	distributor release M-1 --by chair >>"$LOGS/distributor"
	distributor copies M-1 >"$T/table-M-1"
}

handing_answer() {
	printf '%s\n' "$*" >"$TAKES/answer.new"
	mv "$TAKES/answer.new" "$TAKES/answer"
}

handing_takes() {
	[ -e "$T/ca/ca.pem" ] || postfix_certificate "$T/ca"
	handing_answer 201
	: >"$TAKES/requests"
	background node "$ROOT/tests/e2e/takes.mjs" "$TAKES" \
		"$T/ca/server.key" "${1:-$T/ca/server.crt}"
	until_true 60 test -s "$TAKES/port"
	TAKES_PORT=$(cat "$TAKES/port")
	rm "$TAKES/port"
}

handing_asked() {
	[ "$(wc -l <"$TAKES/requests")" = "$1" ]
}

handing_conf() {
	printf '%s\n' "$@" >>"$S/marac.conf"
}

listening() {
	(exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

handing_sftp() {
	mkdir -p "$T/sshd" "$T/drop" /run/sshd
	ssh-keygen -q -t ed25519 -N '' -C '' -f "$T/sshd/host"
	ssh-keygen -q -t ed25519 -N '' -C '' -f "$T/our.key"
	cp "$T/our.key.pub" "$T/sshd/authorized"
	SFTP_PORT=$(postfix_free_port)
	SFTP_USER=$(id -un)
	SFTP_KEY=$(ssh-keygen -l -f "$T/sshd/host.pub" | cut -d ' ' -f 2)
	cat >"$T/sshd/conf" <<-END
		Port $SFTP_PORT
		ListenAddress 127.0.0.1
		HostKey $T/sshd/host
		AuthorizedKeysFile $T/sshd/authorized
		PermitRootLogin prohibit-password
		PasswordAuthentication no
		KbdInteractiveAuthentication no
		StrictModes no
		UsePAM no
		PidFile none
		Subsystem sftp internal-sftp
		ForceCommand internal-sftp
	END
	background /usr/sbin/sshd -D -e -f "$T/sshd/conf" 2>>"$T/sshd/log"
	until_true 60 listening "$SFTP_PORT"
}

handing_make() {
	who=$1
	out=$2
	shift 2
	PASSPHRASE=$(distributor export M-1 "$who" --by cora --out "$out" "$@")
}
