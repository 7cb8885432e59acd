"""
Puts an SM2 signature (CMS in a PAdES container) over a whole PDF, if wanted above a classical one for foreign readers.

PDFs that we made get it from our own appender, in a millisecond; any other PDF goes through pyHanko, which reads them
all and takes thirty.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from govhall.infra.crypto import cms, schemes, x509
from govhall.infra.crypto.keypairs import KeyPair
from govhall.support.documents.public import pdf as own_pdf
from govhall.support.seals.engine import foreign_signing
from govhall.support.seals.engine.sheets import Mark
from govhall.support.seals.engine.stamps import Stamper

_RANGE = b"/ByteRange[0 %d %d %d]"
_RANGE_ROOM = 50
_PADES = b"/Extensions<</ESIC<</Type/DeveloperExtensions/BaseVersion/1.7/ExtensionLevel 1>>>>"
_INVISIBLE = (0.0, 0.0, 0.0, 0.0)
# Signing and filling in forms stay allowed after the classical signature, nothing else (ISO 32000-1, 12.8.2.2).
_ONLY_SIGNING = (
    b"/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P 2/V/1.2>>>>]"
)


@dataclass(frozen=True, slots=True)
class Hand:
    """Who signs: the pair, the certificates above it, and where time stamps come from."""

    pair: KeyPair
    authorities: tuple[x509.KeyCertificate, ...]
    stamper: Stamper | None = None

    @property
    def container(self) -> cms.Container:
        """The template of the CMS."""
        return cms.container(self.pair.certificate, self.authorities)

    @property
    def room(self) -> int:
        """The most bytes that the CMS takes."""
        return self.container.room(stamp=self.stamper.room if self.stamper else 0)


@dataclass(frozen=True, slots=True)
class _Field:
    """A signature field of the form: its widget's object, the page, and the rectangle in points."""

    name: str
    number: int
    page: int
    rectangle: tuple[float, float, float, float] = _INVISIBLE

    def widget(self, *, value: int = 0, look: int = 0) -> bytes:
        """Return the widget's source; ``value`` and ``look`` are objects, 0 for none."""
        box = b" ".join(b"%.3f" % number for number in self.rectangle)
        signed = b"/V %d 0 R" % value if value else b""
        shown = b"/AP<</N %d 0 R>>" % look if look else b""
        return b"<</Type/Annot/Subtype/Widget/FT/Sig/T(%b)/F 132/Rect[%b]/P %d 0 R%b%b>>" % (
            self.name.encode(), box, self.page, signed, shown,
        )  # fmt: skip


def sign(
    pdf: bytes,
    *,
    pair: KeyPair,
    authorities: list[x509.KeyCertificate],
    name: str,
    reason: str,
    at: datetime,
    picture: bytes = b"",
    mark: Mark | None = None,
    stamper: Stamper | None = None,
    below: Hand | None = None,
) -> bytes:
    """
    Return the PDF with one more signature that covers all of it.

    ``picture`` (a form of ``appearance``) is shown at ``mark``, else where the document keeps a place for a seal;
    without a place or a picture the signature is invisible. ``below`` signs first, invisibly, in PDFs that we made.

    :raises SealingRefused: for an encrypted PDF, one that can't be read, or one that carries this seal already
    """
    try:
        own = own_pdf.read(pdf)
        place = own_pdf.Place(own.pages[mark.page], mark.box) if mark else own_pdf.seal_place(own)
    except own_pdf.NotOurPdf:
        return foreign_signing.sign(
            pdf, pair=pair, authorities=authorities, name=name, reason=reason, picture=picture, mark=mark,
            stamper=stamper,
        )  # fmt: skip
    hand = Hand(pair, tuple(authorities), stamper)
    page = place.page if place else own.pages[0]
    rectangle = place.rectangle if place and picture else _INVISIBLE
    picture = b"" if rectangle == _INVISIBLE else picture
    field = _Field(f"Seal{pair.certificate.fingerprint[:8]}", own.next_number + 1, page, rectangle)
    frame = _frame(own, [field])
    if below is not None:
        own = _signed_below(own, field, below, name=name, reason=reason, at=at)
        frame = {}  # the form is there, with an empty field that waits for the seal
    value = max(own.next_number, field.number + 1)
    look = value + 1 if picture else 0
    objects = frame | {
        field.number: field.widget(value=value, look=look),
        value: _dictionary(name=name, reason=reason, at=at, room=hand.room),
    }
    return _filled(own, objects | ({look: picture} if look else {}), hand)


def _signed_below(
    own: own_pdf.OwnPdf, waiting: _Field, hand: Hand, *, name: str, reason: str, at: datetime
) -> own_pdf.OwnPdf:
    """Return the PDF under the classical signature, which allows what comes next: the seal in its empty field."""
    number = waiting.number + 1
    field = _Field(f"Sign{hand.pair.certificate.fingerprint[:8]}", number, waiting.page)
    value = number + 1
    objects = _frame(own, [field, waiting], b"/Perms<</DocMDP %d 0 R>>" % value) | {
        waiting.number: waiting.widget(),
        number: field.widget(value=value),
        value: _dictionary(name=name, reason=reason, at=at, room=hand.room, rules=_ONLY_SIGNING),
    }
    return own.after(_filled(own, objects, hand), added=value + 1 - own.next_number)


def _frame(own: own_pdf.OwnPdf, fields: list[_Field], entries: bytes = b"") -> dict[int, bytes]:
    """Return the objects around the fields: catalog and page anew, and the form. The form is the first new object."""
    form, page = own.next_number, fields[0].page
    listed = b" ".join(b"%d 0 R" % field.number for field in fields)
    before = own.dictionary(page)
    annotations = [*own_pdf.annotations(before), *(field.number for field in fields)]
    catalog = own_pdf.with_entry(own.dictionary(own.root), b"/AcroForm %d 0 R" % form + _PADES + entries)
    return {
        own.root: catalog,
        page: own_pdf.with_annotations(before, annotations),
        form: b"<</Fields[%b]/SigFlags 3>>" % listed,
    }


def _dictionary(*, name: str, reason: str, at: datetime, room: int, rules: bytes = b"") -> bytes:
    """Return the signature dictionary with empty places for the range and the container."""
    return b"".join(
        (
            b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached",
            b"/M(D:%b)" % at.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode(),
            b"/Name%b/Reason%b%b" % (own_pdf.words(name), own_pdf.words(reason), rules),
            b" " * _RANGE_ROOM,
            b"/Contents<%b>>>" % (b"0" * room * 2),
        )
    )


def _filled(own: own_pdf.OwnPdf, objects: dict[int, bytes], hand: Hand) -> bytes:
    """Append the objects, write the range, digest everything around the container, and put the container in."""
    prepared, room = own_pdf.append(own, objects), hand.room
    mark = b"/Contents<"
    first = prepared.index(mark + b"0" * room * 2, len(own.content)) + len(mark) - 1
    second = first + room * 2 + 2
    filled = bytearray(prepared)
    covered = _RANGE % (first, second, len(prepared) - second)
    place = first - len(mark) + 1 - _RANGE_ROOM
    filled[place : place + len(covered)] = covered
    container = hand.container
    digest = schemes.digest(container.digest, b"".join((filled[:first], filled[second:]))) or b""
    built = container.build(digest, hand.pair.sign, stamp=hand.stamper.stamp if hand.stamper else None)
    filled[first + 1 : first + 1 + len(built) * 2] = built.hex().encode()
    return bytes(filled)
