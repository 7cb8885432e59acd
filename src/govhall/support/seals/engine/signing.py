"""
Puts an SM2 signature (CMS in a PAdES container) over a whole PDF.

PDFs that we made get it from our own appender, in a millisecond; any other PDF goes through pyHanko, which reads them
all and takes thirty.
"""

from datetime import UTC, datetime

from govhall.infra.crypto import new_sm3, x509
from govhall.infra.crypto.keypairs import KeyPair
from govhall.support.documents.public import pdf as own_pdf
from govhall.support.seals.engine import cms, foreign_signing

_RANGE = b"/ByteRange[0 %d %d %d]"
_RANGE_ROOM = 50
_PADES = b"/Extensions<</ESIC<</Type/DeveloperExtensions/BaseVersion/1.7/ExtensionLevel 1>>>>"
_INVISIBLE = (0.0, 0.0, 0.0, 0.0)


def sign(
    pdf: bytes,
    *,
    pair: KeyPair,
    authorities: list[x509.KeyCertificate],
    name: str,
    reason: str,
    at: datetime,
    picture: bytes = b"",
) -> bytes:
    """
    Return the PDF with one more signature that covers all of it.

    ``picture`` (a form of ``appearance``) is shown where the document keeps a place for a seal; without a place or a
    picture the signature is invisible.

    :raises SealingRefused: for an encrypted PDF, one that can't be read, or one that carries this seal already
    """
    try:
        own = own_pdf.read(pdf)
        place = own_pdf.seal_place(own)
    except own_pdf.NotOurPdf:
        return foreign_signing.sign(pdf, pair=pair, authorities=authorities, name=name, reason=reason)
    container = cms.container(pair, authorities)
    field = f"Seal{pair.certificate.fingerprint[:8]}"
    place = place or own_pdf.Place(own.pages[0], _INVISIBLE)
    dictionary = _signature(name=name, reason=reason, at=at, room=container.room)
    prepared = own_pdf.append(own, _objects(own, place, field, dictionary, picture))
    return _filled(prepared, len(pdf), container, pair)


def _objects(
    own: own_pdf.OwnPdf, place: own_pdf.Place, field: str, signature: bytes, picture: bytes
) -> dict[int, bytes]:
    """Return the objects to add: catalog and page anew, the form, the field with its widget, picture and signature."""
    form, widget, value, look = (own.next_number + number for number in range(4))
    visible = bool(picture) and place.rectangle != _INVISIBLE
    page = own.dictionary(place.page)
    rectangle = b" ".join(b"%.3f" % number for number in (place.rectangle if visible else _INVISIBLE))
    shown = b"/AP<</N %d 0 R>>" % look if visible else b""
    objects = {
        own.root: own_pdf.with_entry(own.dictionary(own.root), b"/AcroForm %d 0 R" % form + _PADES),
        place.page: own_pdf.with_annotations(page, [*own_pdf.annotations(page), widget]),
        form: b"<</Fields[%d 0 R]/SigFlags 3>>" % widget,
        widget: b"<</Type/Annot/Subtype/Widget/FT/Sig/T(%b)/F 132/Rect[%b]/P %d 0 R/V %d 0 R%b>>"
        % (field.encode(), rectangle, place.page, value, shown),
        value: signature,
    }
    return objects | ({look: picture} if visible else {})


def _signature(*, name: str, reason: str, at: datetime, room: int) -> bytes:
    """Return the signature dictionary with empty places for the range and the container."""
    return b"".join(
        (
            b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached",
            b"/M(D:%b)" % at.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode(),
            b"/Name%b/Reason%b" % (own_pdf.words(name), own_pdf.words(reason)),
            b" " * _RANGE_ROOM,
            b"/Contents<%b>>>" % (b"0" * room * 2),
        )
    )


def _filled(prepared: bytes, begin: int, container: cms.Container, pair: KeyPair) -> bytes:
    """Write the range, digest everything around the container, and put the container in."""
    mark = b"/Contents<"
    first = prepared.index(mark + b"0" * container.room * 2, begin) + len(mark) - 1
    second = first + container.room * 2 + 2
    filled = bytearray(prepared)
    covered = _RANGE % (first, second, len(prepared) - second)
    place = first - len(mark) + 1 - _RANGE_ROOM
    filled[place : place + len(covered)] = covered
    digest = new_sm3()
    digest.update(bytes(filled[:first]))
    digest.update(bytes(filled[second:]))
    built = container.build(digest.digest(), pair.sign)
    filled[first + 1 : first + 1 + len(built) * 2] = built.hex().encode()
    return bytes(filled)
