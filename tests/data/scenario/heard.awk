# heard -- judge what can be heard of a meeting's copies by the table.
#
#	awk -F, -v at=FOLDER -v nowhere=TONES -v limit=L -v present=P -v tones=N
#		-f spans.awk -f heard.awk tape.csv AUDIBLE MADE
#
# AUDIBLE: case, person, hear, plays, as in expected.csv.  MADE: case, person,
# rendition, FROM-TO samples that are not silent; FOLDER/RENDITION.opus.heard has
# its bytes of PCM, the N tones and its bursts (tones -b).  A line for each fault.
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
function lost_of(lost, what) {
	if (lost < 0 || lost > ($1 == "SC-22" ? 48000 : 0))
		wrong(what " lacks " lost " samples")
}

# PARTS are the minutes of the table.
function same_parts(parts, i, n, m, part, span, a, b) {
	n = split(hear[made], span, " ")
	m = split(parts, part, " ")
	if (n != m)
		wrong("is made of " parts)
	for (i = 1; i <= n && n == m; i++) {
		split(span[i], a, "-")
		split(part[i], b, "-")
		if (b[1] != seconds(a[1]) * 48000)
			wrong("has a part from " b[1])
		lost_of(seconds(a[2]) * 48000 - b[2], span[i])
	}
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
	same_parts($4)
	while ((getline line < (at "/" $3 ".opus.heard")) > 0) {
		split(line, x, " ")
		if (x[1] == "samples")
			lost_of(plays[made] - x[2] / 2, "its length")
		else if (x[1] == "burst") {
			if (x[2] > 100)
				wrong("is a codec's bursts, " x[2] " per mille")
		} else
			tone(x[1], x[2], x[3])
		lines++
	}
	close(at "/" $3 ".opus.heard")
	judged++
}
END {
	if (lines != judged * (2 + tones))
		print "not everything was listened to: " lines " of " judged
}
