#include "share/square.h"

#include <errno.h>
#include <string.h>

#include <qrencode.h>

#include "seal/box.h"

enum { QUIET = 4 /* modules around it: ISO/IEC 18004 */ };

enum rc
square_svg(const char *text, struct buf *out, struct error *err)
{
	QRcode *qr = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	int side;

	if (qr == NULL)
		return errno == ENOMEM
		    ? error_nomem(err)
		    : error_set(err, RC_INVALID,
			  "the text is too long for a QR code");
	side = qr->width + 2 * QUIET;
	buf_printf(out,
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
	    "width=\"%d\" height=\"%d\" shape-rendering=\"crispEdges\">"
	    "<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/>"
	    "<path fill=\"#000\" d=\"",
	    side, side, side * 6, side * 6, side, side);
	for (int y = 0; y < qr->width; y++) {
		for (int x = 0; x < qr->width; x++) {
			int from = x;

			while (x < qr->width &&
			    (qr->data[y * qr->width + x] & 1) != 0)
				x++;
			if (x > from)
				buf_printf(out, "M%d %dh%dv1h-%dz",
				    from + QUIET, y + QUIET, x - from,
				    x - from);
		}
	}
	buf_text(out, "\"/></svg>\n");
	box_wipe(qr->data, (size_t)qr->width * (size_t)qr->width);
	QRcode_free(qr);
	return buf_check(out, err);
}
