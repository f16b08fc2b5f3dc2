# shellcheck shell=bash
# format -- clang-format decides how C looks.

lint() {
	if [ "$PWD" != "$ROOT" ]; then
		cp "$ROOT/.clang-format" .
	fi
	files '*.c' '*.h' |
		xargs -r -n 16 -P 2 clang-format --dry-run -Werror 2>&1 |
		grep 'error:' || true
}

bad_spaces() {
	printf 'int\nmain(void)\n{\n    return 0;\n}\n' >x.c
}
