# shellcheck shell=bash
# places -- no tracked file names a path of somebody's machine, or a package
# registry that not everybody has.

lint() {
	# Split, so that this file passes.
	files '*' | tr '\n' '\0' |
		xargs -0 -r grep -HnIE '(^|[^a-z0-9_./])/(wor''k|hom''e/[a-z]+|Us''ers|ro''ot)/|/tm''p/b-' \
			2>/dev/null
	files '*package-lock.json' '*.npmrc' | tr '\n' '\0' |
		xargs -0 -r grep -HnE '"resolved":|(^|:)registry[[:space:]]*=' 2>/dev/null |
		grep -v 'https://registry\.npmjs\.org/'
	true
}

bad_path() {
	printf 'see /wor''k/main/x\n' >README.md
}
bad_home() {
	printf 'cd "/hom''e/erin/x"\n' >x.sh
}
bad_registry() {
	printf '{ "resolved": "https://mirror.example/npm/x.tgz" }\n' \
		>package-lock.json
}
