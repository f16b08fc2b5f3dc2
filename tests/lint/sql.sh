# shellcheck shell=bash
# sql -- SQL lives in schema/store and schema/migrations, and nobody else
# knows SQLite.  (Tests may look into a store.)

lint() {
	files '*.c' '*.h' '*.page' | grep -vE '^(tests|schema/store)/' |
		while IFS= read -r file; do
			grep -HnE '"[[:space:]]*(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|PRAGMA|BEGIN|COMMIT|ROLLBACK|ATTACH|WITH) [A-Za-z_*(]|sqlite3' \
				"$file" || true
		done
}

bad_select() {
	mkdir share
	printf 'static const char x[] = "SELECT id FROM child";\n' >share/x.c
}
bad_second_line() {
	mkdir -p schema/tool
	printf 'static const char x[] =\n\t"  UPDATE child SET name";\n' \
		>schema/tool/x.c
}
bad_sqlite() {
	mkdir recorder
	printf '#include <sqlite3.h>\n' >recorder/x.c
}
