# shellcheck shell=bash
# symbols -- everything a .c exports starts with its stem.  What is made from
# a .page starts with page_, from an asset with asset_, from the migrations
# with migrations_.

# check LIBRARY...: its symbols whose names are not their object's
check() {
	local library
	for library in "$@"; do
		nm -g --defined-only --format=posix "$library" 2>/dev/null |
			awk -v library="${library##*/}" '
			/:$/ {
				file = $0
				sub(/\]:$/, "", file)
				sub(/.*\[/, "", file)
				stem = file
				sub(/\..*/, "", stem)
				want = stem
				if (file ~ /\.page\.c\./)
					want = "page"
				next
			}
			$1 ~ /^_/ { next } # the compiler'"'"'s own
			stem == "main" && $1 == "main" { next }
			$1 == want || index($1, want "_") == 1 { next }
			{ print library ": " file " exports " $1 }'
	done
}

lint() {
	if [ "$PWD" != "$ROOT" ]; then
		set -- *.c
		cc -c -o "${1%.c}.c.o" "$1" && ar rc libx.a ./*.o
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
	printf 'int %s(void);\nint %s(void) { return 0; }\n' "$2" "$2" >>"$1"
}

bad_name() {
	exporting x.c x_good
	exporting x.c y_bad
}
bad_longer_stem() {
	exporting x.c xy_bad
}
bad_page_of_a_source() {
	exporting signin.c page_signin
}
bad_source_of_a_page() {
	exporting signin.page.c signin_find
}
