#include "distributor/archive.h"

#include <zip.h>

enum { CHUNK = 64 * 1024, DOS_1980 = (0 << 9) | (1 << 5) | 1 };

static enum rc
failed(zip_error_t *why, struct error *err)
{
	return zip_error_code_zip(why) == ZIP_ER_MEMORY
	    ? error_nomem(err)
	    : error_set(err, RC_IO, "the archive cannot be made: %s",
		  zip_error_strerror(why));
}

static enum rc
add(zip_t *zip, const struct archive_file *file, struct error *err)
{
	zip_source_t *source = zip_source_buffer(zip, file->data, file->len, 0);
	zip_int64_t at = -1;

	if (source != NULL &&
	    (at = zip_file_add(zip, file->name, source, ZIP_FL_ENC_UTF_8)) < 0)
		zip_source_free(source);
	if (at < 0 ||
	    zip_set_file_compression(zip, (zip_uint64_t)at,
		file->packed ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 0) != 0 ||
	    zip_file_set_dostime(zip, (zip_uint64_t)at, 0, DOS_1980, 0) != 0 ||
	    (!file->open &&
		zip_file_set_encryption(
		    zip, (zip_uint64_t)at, ZIP_EM_AES_256, NULL) != 0))
		return failed(zip_get_error(zip), err);
	return RC_OK;
}

static enum rc
copy(zip_source_t *whole, struct sink *sink, struct error *err)
{
	unsigned char chunk[CHUNK];
	zip_int64_t got;
	enum rc rc = RC_OK;

	if (zip_source_open(whole) != 0)
		return failed(zip_source_error(whole), err);
	while (rc == RC_OK &&
	    (got = zip_source_read(whole, chunk, sizeof(chunk))) != 0)
		rc = got < 0 ? failed(zip_source_error(whole), err)
			     : sink_write(sink, chunk, (size_t)got, err);
	(void)zip_source_close(whole);
	return rc;
}

enum rc
archive_write(const struct archive_file *files, size_t count,
    const char *passphrase, struct sink *sink, struct error *err)
{
	zip_source_t *whole;
	zip_error_t why;
	zip_t *zip = NULL;
	enum rc rc = RC_OK;

	zip_error_init(&why);
	if ((whole = zip_source_buffer_create(NULL, 0, 0, &why)) == NULL ||
	    (zip = zip_open_from_source(
		 whole, ZIP_CREATE | ZIP_TRUNCATE, &why)) == NULL) {
		rc = failed(&why, err);
		goto done;
	}
	zip_source_keep(whole);
	if (zip_set_default_password(zip, passphrase) != 0)
		rc = failed(zip_get_error(zip), err);
	for (size_t i = 0; i < count && rc == RC_OK; i++)
		rc = add(zip, &files[i], err);
	if (rc == RC_OK && zip_close(zip) != 0)
		rc = failed(zip_get_error(zip), err);
	else if (rc == RC_OK)
		zip = NULL;
	if (rc == RC_OK)
		rc = copy(whole, sink, err);
done:
	if (zip != NULL)
		zip_discard(zip);
	if (whole != NULL)
		zip_source_free(whole);
	zip_error_fini(&why);
	return rc;
}
