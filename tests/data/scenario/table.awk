# table -- rows of expected.csv as case, person, outcome, samples heard; "*" of
# SC-22, of which a power cut took up to a second (heard.awk judges that).
#
#	awk -F, -f spans.awk -f table.awk expected.csv
FNR > 1 {
	print $1 "," $2 "," $3 "," \
	    ($1 == "SC-22" && $4 != "" ? "*" : samples($4))
}
