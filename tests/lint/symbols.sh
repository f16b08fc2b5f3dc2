# shellcheck shell=bash
# symbols -- everything a .c exports starts with its stem; what is generated
# from a .page, an asset or a migration starts with page_, asset_ or
# migrations_.

lint() {
	if [ "$PWD" != "$ROOT" ]; then
		cc -c -o x.o x.c && ar rc libx.a x.o
		check libx.a
		return
	fi
	# shellcheck disable=SC2046
	set -- $(find "$BUILD" -name '*.a' -not -path '*/tests/*')
	if [ $# -lt 5 ]; then
		echo "found $# libraries under $BUILD: build first"
		return
	fi
	check "$@"
}

# An object whose source stands in the tree must use its own stem.
check() {
	local library stems
	stems=$(files '*.c' | sed 's|.*/||; s|\.c$||' | tr '\n' ' ')
	for library in "$@"; do
		nm -g --defined-only --format=posix "$library" 2>/dev/null |
			awk -v library="${library##*/}" -v stems=" $stems" '
			/:$/ {
				stem = $0
				sub(/\]:$/, "", stem)
				sub(/.*\[/, "", stem)
				sub(/\..*/, "", stem)
				next
			}
			$1 ~ /^_/ { next } # the compiler'"'"'s own
			stem == "main" && $1 == "main" { next }
			$1 == stem || index($1, stem "_") == 1 { next }
			$1 ~ /^(page|asset|migrations)_/ &&
			    !index(stems, " " stem " ") { next }
			{ print library ": " stem ".c exports " $1 }'
	done
}

bad_name() {
	printf 'int x_good(void);\nint x_good(void) { return 0; }\nint y_bad(void);\nint y_bad(void) { return 0; }\n' >x.c
}
bad_page() {
	printf 'int page_x(void);\nint page_x(void) { return 0; }\n' >x.c
}
