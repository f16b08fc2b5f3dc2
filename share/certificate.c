#include "share/certificate.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "base/buf.h"
#include "base/clock.h"

enum { MOST = 1024 * 1024 };

enum rc
certificate_ends(const char *path, int64_t *ends_ms, struct error *err)
{
	gnutls_x509_crt_t crt = NULL;
	gnutls_datum_t datum;
	struct buf pem = {0};
	time_t ends = (time_t)-1;
	enum rc rc = buf_read_file(&pem, path, MOST, err);

	if (rc != RC_OK)
		goto done;
	datum.data = pem.data;
	datum.size = (unsigned)pem.len;
	if (gnutls_x509_crt_init(&crt) == GNUTLS_E_SUCCESS &&
	    gnutls_x509_crt_import(crt, &datum, GNUTLS_X509_FMT_PEM) ==
		GNUTLS_E_SUCCESS)
		ends = gnutls_x509_crt_get_expiration_time(crt);
	if (ends == (time_t)-1)
		rc = error_set(
		    err, RC_INVALID, "%s holds no certificate in PEM", path);
	else
		*ends_ms = (int64_t)ends * CLOCK_SECOND_MS;
done:
	if (crt != NULL)
		gnutls_x509_crt_deinit(crt);
	buf_clear(&pem);
	return rc;
}
