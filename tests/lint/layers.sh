# shellcheck shell=bash
# layers -- who may include whom:
#
#	base <- seal <- {recording, rules, control, store} <- prepare <- the programs
#
# recording and store do not see each other; control sees recording, whose
# papers name what it speaks of in numbers; rules sees nothing but base; the
# recorder never sees the store; programs never include programs.  Tests may
# see everything.

# may FOLDER: the folders that a file in FOLDER may include from
may() {
	case $1 in
	base) echo base ;;
	seal) echo base seal ;;
	recording) echo base seal recording ;;
	rules) echo base rules ;;
	control) echo base seal recording control ;;
	store) echo base seal rules store ;;
	prepare) echo base seal recording rules store prepare ;;
	tool) echo base seal recording rules control store prepare tool ;;
	recorder) echo base seal recording rules control recorder ;;
	distributor)
		echo base seal recording rules control store prepare \
			distributor
		;;
	share) echo base seal recording rules control store prepare share ;;
	esac
}

lint() {
	files '*.c' '*.h' '*.page' | grep -v '^tests/' |
		while IFS= read -r file; do
			folder=${file#schema/}
			folder=${folder%%/*}
			allowed=" $(may "$folder") "
			if [ "$allowed" = "  " ]; then
				echo "$file: no layer is called $folder"
			fi
			sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*"\([^"]*\)".*/\1/p' "$file" |
				while IFS= read -r header; do
					from=${header%%/*}
					case $header in
					*..*) echo "$file: includes $header" ;;
					*/*)
						case $allowed in
						*" $from "*) ;;
						*) echo "$file: $folder includes $header" ;;
						esac
						;;
					# made from a .page, and seen by its program alone
					page_*.h)
						[ "$folder" = share ] ||
							echo "$file: includes $header"
						;;
					*) echo "$file: \"$header\" says no layer" ;;
					esac
				done
		done
}

one_include() {
	mkdir -p "$(dirname "$1")"
	printf '#include "%s"\n' "$2" >"$1"
}

bad_base_sees_seal() {
	one_include schema/base/x.c seal/box.h
}
bad_recording_sees_store() {
	one_include schema/recording/x.h store/stmt.h
}
bad_store_sees_recording() {
	one_include schema/store/x.c recording/segment.h
}
bad_rules_see_store() {
	one_include schema/rules/x.c store/stmt.h
}
bad_recorder_sees_store() {
	one_include recorder/x.c store/store.h
}
bad_program_sees_program() {
	one_include share/x.c distributor/mail.h
}
bad_dots() {
	one_include share/x.c ../distributor/mail.h
}
bad_no_folder() {
	one_include schema/base/x.c buf.h
}
bad_unknown_layer() {
	one_include schema/extras/x.c base/buf.h
}
