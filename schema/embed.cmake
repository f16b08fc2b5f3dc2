# embed -- text files as C: marac_embed(OUT_VAR STEM FILE...).
#
# Makes STEM.c with
#
#	const struct STEM_file STEM_files[];  name, text, len; the last is {0}
#	const size_t STEM_count;
#
# as STEM.h (written by hand, beside the user) declares them.  The bytes go in
# as an array, because a C17 compiler need take no string above 4095 bytes.
# Run with -P it writes one such file; included it gives the function.

if(CMAKE_SCRIPT_MODE_FILE)
	set(arrays "")
	set(table "")
	set(count 0)
	string(REPLACE "|" ";" FILES "${FILES}")
	foreach(path IN LISTS FILES)
		get_filename_component(name "${path}" NAME)
		file(READ "${path}" hex HEX)
		string(LENGTH "${hex}" len)
		math(EXPR len "${len} / 2")
		string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
		string(REGEX REPLACE
			"((0x..,)(0x..,)(0x..,)(0x..,)(0x..,)(0x..,)(0x..,)(0x..,))"
			"\\1\n" bytes "${bytes}")
		string(APPEND arrays
			"static const unsigned char f${count}[] = {\n${bytes}0x00};\n\n")
		string(APPEND table "\t{\"${name}\", f${count}, ${len}},\n")
		math(EXPR count "${count} + 1")
	endforeach()
	file(WRITE "${OUT}.new"
		"/* Made by schema/embed.cmake. */\n#include \"${HEADER}\"\n\n"
		"${arrays}"
		"const struct ${STEM}_file ${STEM}_files[] = {\n${table}"
		"\t{0}};\n\nconst size_t ${STEM}_count = ${count};\n")
	file(RENAME "${OUT}.new" "${OUT}")
	return()
endif()

set(MARAC_EMBED "${CMAKE_CURRENT_LIST_FILE}")

# HEADER is how the made file includes STEM.h ("store/migrations.h").
function(marac_embed out_var stem header)
	set(out "${CMAKE_CURRENT_BINARY_DIR}/${stem}.c")
	string(REPLACE ";" "|" files "${ARGN}")
	add_custom_command(OUTPUT "${out}"
		COMMAND ${CMAKE_COMMAND} "-DOUT=${out}" "-DSTEM=${stem}"
			"-DHEADER=${header}" "-DFILES=${files}" -P "${MARAC_EMBED}"
		DEPENDS ${ARGN} "${MARAC_EMBED}"
		VERBATIM)
	set(${out_var} "${out}" PARENT_SCOPE)
endfunction()
