#!/bin/sh
# Make style.css, which is committed: a plain build needs no Node.  Run it after
# changing style.scss, _ours.scss or the versions in package.json:
#
#	share/assets/build.sh [BUILD-FOLDER]
#
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-$here/build}

mkdir -p "$folder"
cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" \
	"$here/style.scss" "$here/_ours.scss" "$folder/"
(cd "$folder" && npm ci --silent)
(cd "$folder" && node_modules/.bin/sass --no-source-map --style=compressed \
	--quiet-deps --load-path=node_modules style.scss style.css)
cp "$folder/style.css" "$here/style.css"
