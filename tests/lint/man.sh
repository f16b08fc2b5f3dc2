# shellcheck shell=bash
# man -- mandoc finds nothing to warn of in any man page.

lint() {
	files '*.1' '*.5' '*.7' '*.8' |
		xargs -r mandoc -T lint -W warning 2>&1 || true
}

bad_macro() {
	printf '.Dd November 23, 2026\n.Dt X 8\n.Os\n.Sh NAME\n.Nm x\n.Nd it\n.Sh TEXT\n.Bl -tag\n' >x.8
}
