# shellcheck shell=bash
# stems -- a stem names one idea, so no two folders have the same one (but
# for main), and a symbol names its file.

lint() {
	files '*.c' '*.h' | awk -F/ '
		{
			stem = $NF
			sub(/\.[ch]$/, "", stem)
			folder = $0
			sub(/\/[^\/]*$/, "", folder)
			if (stem == "main")
				next
			if (stem in at && at[stem] != folder)
				print $0 ": " at[stem] " has a \"" stem "\" too"
			at[stem] = folder
		}'
}

bad_twice() {
	mkdir -p schema/base share
	touch schema/base/page.h share/page.c
}
