# shellcheck shell=bash
# peopling -- sharing.sh's store with everybody of tests/data/access in it, each
# with a session.  Sourced after sharing.sh.
#
#	peopling	the store is served; $T/names has what matrix.txt calls by
#			name, "cookie ROLE VALUE" and "setup ROLE VALUE"; $T/routes,
#			$T/plain

# place WHAT ID...: $WHATID in the matrix
place() {
	what=$1
	shift
	"$BIN/placelist" "$S" "$what" "$@" >"$T/places"
	for id; do
		echo "$what$id=$(head -n 1 "$T/places")"
		sed -i 1d "$T/places"
	done >>"$T/names"
}

# cookie JAR: the session in it
cookie() {
	awk '/__Host-session/ { print $7 }' "$1"
}

# session ROLE COLUMN ID [ENDS]: a session as the program would have made it
session() {
	value=$(printf %s "$1" | sha256sum | cut -d ' ' -f 1)
	rows "INSERT INTO session (id_hash, csrf, $2, made_at, seen_at, ends_at)
		VALUES (x'$(printf %s "$value" | sha256sum | cut -d ' ' -f 1)', x'00',
		$3, $NOW, $NOW, $((NOW + ${4:-9000000})))"
	echo "cookie $1 $value" >>"$T/names"
}

# comes ROLE HOW: as a line of the matrix says
comes() {
	case $2 in
	-) ;;
	session:unknown)
		echo "cookie $1 $(echo unknown | sha256sum | cut -d ' ' -f 1)" \
			>>"$T/names"
		;;
	account:*:over) session "$1" account_id 1 -1 ;;
	account:*) session "$1" account_id "${2#*:}" ;;
	parcel:*) session "$1" parcel_id "${2#*:}" ;;
	link:*)
		token=TOKEN_${2#*:} code=CODE_${2#*:}
		come_in "${!token}" "${!code}" "$T/$1"
		echo "cookie $1 $(cookie "$T/$1")" >>"$T/names"
		;;
	letter:*)
		letter=LETTER_${2#*:} code=CODE_${2#*:}
		same "by letter" 303 "$(status -c "$T/$1" \
			--data-urlencode "letter=${!letter}" \
			--data-urlencode "code=${!code}" "$URL/letter")"
		echo "cookie $1 $(cookie "$T/$1")" >>"$T/names"
		;;
	setup:*)
		# The right code, and no second factor yet.  What that gives
		# them is tried as a session's cookie, too.
		login=${2#*:}
		same "setting up" 303 "$(status -c "$T/$1" -H "Origin: $URL" \
			-d "login=$login" --data-urlencode "code=$("$BIN/marac-store" \
				--store "$S" user reset "$login" factor)" "$URL/setup")"
		value=$(awk '/__Host-setup/ { print $7 }' "$T/$1")
		[ ${#value} -eq 64 ] || fail "$1 sets nothing up"
		printf '%s %s %s\n' setup "$1" "$value" cookie "$1" "$value" \
			>>"$T/names"
		;;
	*) fail "how does $1 come in by $2?" ;;
	esac
}

peopling() {
	export AUDIO_SECONDS=60
	"$SEED" make "$S" $AUDIO_SECONDS >"$T/is"
	# shellcheck source=/dev/null
	. "$T/is"
	"$BIN/marac-store" --store "$S" key sign >"$T/key"
	serve
	NOW=$(date +%s%3N)
	rows "BEGIN; $(sed "s/NOW/$NOW/g" "$DATA/access/world.sql") COMMIT"
	rows "UPDATE rendition SET plan_hash = x'$("$BIN/placelist" "$S" plan \
		1 1 1)' WHERE id = 1"
	cp "$S/objects/1.sealed" "$S/objects/1m.sealed"
	cp "$S/objects/3.sealed" "$S/objects/4.sealed"
	ln -s "$S/plain" "$T/plain"
	"$BIN/routelist" >"$T/routes"
	cp "$T/is" "$T/names"
	place copy 1 2 3 4 151 152 161 162 232 241 251 261 273 281 351
	place debrief 1
	place task 1
	while read -r word role how _; do
		[ "$word" != role ] || comes "$role" "$how"
	done <"$DATA/access/matrix.txt"
	# They gave a reason for these files.
	for one in cora:20 connie:20 hugh:40; do
		rows "INSERT INTO file_opening SELECT id_hash, ${one#*:},
			'Visit', $NOW FROM session JOIN account
			ON account.id = account_id
			WHERE login = '${one%:*}' AND ends_at > $NOW"
	done
}
