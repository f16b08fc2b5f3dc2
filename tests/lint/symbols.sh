# shellcheck shell=bash
# symbols -- everything a .c exports starts with its stem; what is made from
# signin.page is page_signin.c.

# check LIBRARY...: its symbols whose names are not their object's
check() {
	local library
	for library in "$@"; do
		nm -g --defined-only --format=posix "$library" 2>/dev/null |
			awk -v library="${library##*/}" '
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
			{ print library ": " stem ".c exports " $1 }'
	done
}

lint() {
	if [ "$PWD" != "$ROOT" ]; then
		cc -c -o x.c.o x.c && ar rc libx.a x.c.o
		check libx.a
		return
	fi
	# shellcheck disable=SC2046 # one word a library
	set -- $(find "$BUILD" -name '*.a' -not -path '*/tests/*')
	if [ $# -lt 5 ]; then
		echo "found $# libraries under $BUILD: build first"
		return
	fi
	check "$@"
}

exporting() {
	printf 'int %s(void);\nint %s(void) { return 0; }\n' "$1" "$1" >>x.c
}

bad_name() {
	exporting x_good
	exporting y_bad
}
bad_longer_stem() {
	exporting xy_bad
}
