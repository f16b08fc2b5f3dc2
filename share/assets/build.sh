#!/bin/sh
# Make style.css, recipient.css and console.css, which are committed: a plain build needs no
# Node.  Run it after changing a .scss or the versions in package.json:
#
#	share/assets/build.sh [BUILD-FOLDER]
#
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-$here/build}

mkdir -p "$folder"
cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" \
	"$here/"*.scss "$folder/"
(cd "$folder" && npm ci --silent)
for name in style recipient console; do
	(cd "$folder" && node_modules/.bin/sass --no-source-map \
		--style=compressed --quiet-deps --load-path=node_modules \
		$name.scss $name.css)
	cp "$folder/$name.css" "$here/$name.css"
done
