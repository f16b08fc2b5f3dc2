# shellcheck shell=bash
# weights -- what a page loads stays light: the styles, gzipped, in bytes.

lint() {
	while read -r name most; do
		[ -e "share/assets/$name" ] || continue
		weight=$(gzip -9c "share/assets/$name" | wc -c)
		[ "$weight" -le "$most" ] ||
			echo "share/assets/$name: $weight bytes gzipped, over $most"
	done <<-END
		recipient.css 7000
		style.css 15000
	END
}

bad_recipient() {
	mkdir -p share/assets
	head -c 7000 /dev/urandom >share/assets/recipient.css
}
bad_staff() {
	mkdir -p share/assets
	head -c 15000 /dev/urandom >share/assets/style.css
}
