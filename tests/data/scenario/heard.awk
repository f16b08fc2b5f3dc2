# heard -- judge what can be heard of a meeting's copies by the table.
#
#	awk -F, -v at=FOLDER -v nowhere=TONES -v limit=L -v present=P -v tones=N
#		-f heard.awk tape.csv AUDIBLE MADE
#
# AUDIBLE: case, person, hear, plays, as in expected.csv.  MADE: case, person,
# rendition; FOLDER/RENDITION.opus.heard has its bytes of PCM and the N tones.  A
# line for each fault.
function seconds(text, part) {
	return split(text, part, ":") == 2 ? part[1] * 60 + part[2] : -1
}

# The tones that sound in these spans.
function allowed(hear, may, i, k, n, span, edge) {
	delete may
	n = split(hear, span, " ")
	for (i = 1; i <= n; i++) {
		split(span[i], edge, "-")
		for (k = 1; k <= pieces; k++)
			if (from[k] < seconds(edge[2]) &&
			    seconds(edge[1]) < to[k])
				may[hertz[k]] = 1
	}
	for (i in silent)
		delete may[i]
}

function wrong(text) {
	print made ": " text
}

# The power cut of SC-22 may have taken a second (rule 17).
function length_of(bytes, lost) {
	lost = plays[made] - bytes / 2
	if (lost < 0 || lost > ($1 == "SC-22" ? 48000 : 0))
		wrong("plays " bytes / 2 " samples, not " plays[made])
}

function tone(hz, peak, sample) {
	if (hz in may && peak < present)
		wrong("lacks the tone " hz ": " peak)
	if (!(hz in may) && peak > limit)
		wrong("has the tone " hz ": " peak " at sample " sample)
}

BEGIN {
	split(nowhere, list, " ")
	for (i in list)
		silent[list[i]] = 1
}
FNR == 1 {
	file++
}
file == 1 {
	if (FNR > 1) {
		from[++pieces] = clock
		clock += $1
		to[pieces] = clock
		hertz[pieces] = $2
	}
	next
}
file == 2 {
	hear[$1 " " $2] = $3
	plays[$1 " " $2] = seconds($4) * 48000
	next
}
{
	made = $1 " " $2
	if (!(made in hear)) {
		wrong("must not have anything")
		next
	}
	allowed(hear[made], may)
	while ((getline line < (at "/" $3 ".opus.heard")) > 0) {
		split(line, x, " ")
		if (x[1] == "samples")
			length_of(x[2])
		else
			tone(x[1], x[2], x[3])
		lines++
	}
	close(at "/" $3 ".opus.heard")
	judged++
}
END {
	if (lines != judged * (1 + tones))
		print "not everything was listened to: " lines " of " judged
}
