# spans -- "1:20-2:00 25:30-26:00" as numbers; for heard.awk and table.awk.

# Of "1:20".
function seconds(text, part) {
	return split(text, part, ":") == 2 ? part[1] * 60 + part[2] : -1
}

# The samples of them together.
function samples(hear, i, n, span, edge, sum) {
	n = split(hear, span, " ")
	for (i = 1; i <= n; i++) {
		split(span[i], edge, "-")
		sum += seconds(edge[2]) - seconds(edge[1])
	}
	return sum * 48000
}
