# shellcheck shell=bash
# headers -- every header compiles alone, with gcc and with clang.

lint() {
	local cc cflags
	# shellcheck disable=SC2046 # one word a library
	cflags=$(pkg-config --cflags-only-I $(sed -n \
		's/^marac_pkg([A-Z0-9_]* \([^)]*\)).*/\1/p' \
		"$ROOT/CMakeLists.txt"))
	for cc in gcc clang; do
		# shellcheck disable=SC2086 # one word a flag
		files '*.h' | xargs -r -P 2 -I HEADER $cc -std=c17 \
			-D_GNU_SOURCE -Wall -Wextra -Wpedantic \
			-Wno-unused-function -Werror -fsyntax-only \
			-Ischema -I. -Itests $cflags \
			-x c -include HEADER /dev/null 2>&1 |
			sed "s|^|$cc: |" || true
	done
}

bad_needs_another() {
	mkdir -p schema/base
	printf '#ifndef X\n#define X\nsize_t x_size(void);\n#endif\n' \
		>schema/base/x.h
}
