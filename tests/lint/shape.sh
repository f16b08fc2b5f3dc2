# shellcheck shell=bash
# shape -- five folders at the top, these files, and dot-files.

lint() {
	files '*' | cut -d/ -f1 | sort -u | grep -vxE \
		'recorder|distributor|schema|share|tests|CMakeLists\.txt|CMakePresets\.json|README\.md|CONTRIBUTING\.md|CHANGELOG\.md|LICENSE|NOTICE|run|\..*' |
		sed 's/$/: does not belong at the top/'
	if [ "$PWD" = "$ROOT" ]; then
		for name in recorder distributor schema share tests README.md \
			CONTRIBUTING.md CHANGELOG.md LICENSE NOTICE run; do
			[ -e "$name" ] || echo "$name is missing"
		done
	fi
}

bad_folder() {
	mkdir src
	touch src/x.c
}
bad_file() {
	touch notes.txt
}
