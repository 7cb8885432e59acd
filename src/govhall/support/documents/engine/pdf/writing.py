"""
Writes a paper as tagged PDF/A-2b: texts with embedded subset fonts, shapes, the underlay once for all pages.

The same paper gives the same bytes. It writes the plain shape that ``structure`` reads: one cross-reference table.
"""

import zlib
from collections.abc import Sequence
from datetime import UTC
from xml.sax.saxutils import escape

from govhall.infra.crypto import sm3
from govhall.support.documents.engine import subsets
from govhall.support.documents.engine.fonts import ASCENT, DESCENT, Face
from govhall.support.documents.engine.pages import Item, Page, Paper, Picture, Text, Underlay
from govhall.support.documents.engine.pdf import drawing, profile, tagging
from govhall.support.documents.engine.pdf.appending import stream
from govhall.support.documents.engine.photographs import Photograph
from govhall.support.documents.engine.shapes import Shape
from govhall.support.documents.engine.subsets import Subset

_CATALOG, _PAGES, _XMP, _INTENT, _PROFILE, _INFO, _FIRST = 1, 2, 3, 4, 5, 6, 7
_PER_FONT = 5
_LEVEL = 3  # of deflate: outlines hardly shrink further
_CREATOR = "GovHall"


class _Objects:
    """The objects of a file, by number."""

    def __init__(self) -> None:
        self.sources: dict[int, bytes] = {}
        self._pictures: dict[bytes, int] = {}

    @property
    def free(self) -> int:
        """The next free number; the lowest are kept for what every file has."""
        return _FIRST + len(self.sources)

    def add(self, source: bytes) -> int:
        """Give the next free number to an object."""
        number = self.free
        self.sources[number] = source
        return number

    def picture(self, photograph: Photograph) -> int:
        """Return the number of a photograph, which is written once however often it is shown."""
        if photograph.jpeg not in self._pictures:
            entries = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8" % (
                photograph.width, photograph.height,
            )  # fmt: skip
            self._pictures[photograph.jpeg] = self.add(stream(photograph.jpeg, entries + b"/Filter/DCTDecode"))
        return self._pictures[photograph.jpeg]


def write(paper: Paper) -> bytes:
    """
    Return the paper as PDF.

    :raises CharacterMissing: if a font lacks a character
    """
    objects = _Objects()
    chosen = {face: subsets.of(face, words) for face, words in sorted(paper.words_by_face().items(), key=_by_name)}
    fonts = {face: _font(objects, subset) for face, subset in chosen.items()}
    underlays: dict[int, int] = {}
    tree = tagging.Tree(words)
    pages = [_page(objects, page, chosen, fonts, underlays, tree) for page in paper.pages]
    root = objects.free
    objects.sources |= tree.objects(root, pages)
    created = paper.at.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ").encode()
    objects.sources |= {
        _CATALOG: b"<</Type/Catalog/Pages %d 0 R/Metadata %d 0 R/OutputIntents[%d 0 R]/Lang(zh-CN)"
        b"/MarkInfo<</Marked true>>/StructTreeRoot %d 0 R/ViewerPreferences<</DisplayDocTitle true>>>>"
        % (_PAGES, _XMP, _INTENT, root),
        _PAGES: b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(pages), b" ".join(b"%d 0 R" % page for page in pages)),
        _XMP: stream(_xmp(paper), b"/Type/Metadata/Subtype/XML"),
        _INTENT: b"<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB)"
        b"/DestOutputProfile %d 0 R>>" % _PROFILE,
        _PROFILE: stream(profile.srgb(), b"/N 3"),
        _INFO: b"<</Title%b/Author%b/Keywords%b/Creator%b/CreationDate(%b)/ModDate(%b)>>"
        % (*map(words, (paper.title, paper.author, ", ".join(paper.keywords), _CREATOR)), created, created),
    }  # fmt: skip
    return _assembled(objects.sources)


def words(text: str) -> bytes:
    """Return a text string, as UTF-16 in hexadecimal digits: nothing in it can end it early."""
    return b"<FEFF%b>" % text.encode("utf-16-be").hex().upper().encode()


def underlay(shapes: Sequence[Shape], width: float, height: float) -> bytes:
    """Return shapes as a form of this size in mm."""
    content = "\n".join(drawing.shape(shape, height) for shape in shapes)
    size, states = (width * drawing.POINTS, height * drawing.POINTS), drawing.states(shape.alpha for shape in shapes)
    entries = b"/Type/XObject/Subtype/Form/BBox[0 0 %.3f %.3f]/Resources<<%b>>" % (*size, states)
    entries += b"/Group<</S/Transparency/CS/DeviceRGB>>"
    return stream(zlib.compress(content.encode(), 9), entries + b"/Filter/FlateDecode")


def _by_name(item: tuple[Face, list[str]]) -> str:
    return item[0].value


def _font(objects: _Objects, subset: Subset) -> int:
    """Add a composite font with its outlines, widths and the way back to characters; return its number."""
    first = objects.free
    outlines, descriptor, inner, back, font = range(first, first + _PER_FONT)
    name = subset.name.encode()
    objects.sources |= {
        outlines: stream(
            zlib.compress(subsets.compact(subset), _LEVEL), b"/Subtype/CIDFontType0C/Filter/FlateDecode"
        ),
        descriptor: b"<</Type/FontDescriptor/FontName/%b/Flags 4/FontBBox[0 %d 1000 %d]/ItalicAngle 0/Ascent %d"
        b"/Descent %d/CapHeight %d/StemV 80/FontFile3 %d 0 R>>" % (
            name, DESCENT, ASCENT, ASCENT, DESCENT, ASCENT, outlines,
        ),
        inner: b"<</Type/Font/Subtype/CIDFontType0/BaseFont/%b/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        b"/Supplement 0>>/FontDescriptor %d 0 R/DW 1000/W[1[%b]]>>" % (
            name, descriptor, drawing.widths(subset.face, subset.characters).encode(),
        ),
        back: stream(zlib.compress(_way_back(subset), _LEVEL), b"/Filter/FlateDecode"),
        font: b"<</Type/Font/Subtype/Type0/BaseFont/%b-Identity-H/Encoding/Identity-H/DescendantFonts[%d 0 R]"
        b"/ToUnicode %d 0 R>>" % (name, inner, back),
    }  # fmt: skip
    return font


def _way_back(subset: Subset) -> bytes:
    rows = [
        f"<{number:04X}> <{character.encode('utf-16-be').hex().upper()}>"
        for character, number in subset.numbers.items()
    ]
    blocks = [rows[begin : begin + 100] for begin in range(0, len(rows), 100)]
    listed = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) /Ordering"
        " (UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n"
        f"<0000> <FFFF>\nendcodespacerange\n{listed}\nendcmap\nCMapName currentdict /CMap"
        " defineresource pop\nend\nend\n"
    ).encode()


def _page(
    objects: _Objects,
    page: Page,
    chosen: dict[Face, Subset],
    fonts: dict[Face, int],
    underlays: dict[int, int],
    tree: tagging.Tree,
) -> int:
    names = {face: f"/F{number}" for number, face in enumerate(chosen)}
    numbers = {face: subset.numbers for face, subset in chosen.items()}
    drawn: list[tuple[Item | None, str]] = [
        (item, _drawn(objects, item, page.height, names, numbers)) for item in page.items
    ]
    outside = {
        f"/P{number}": number
        for number in (objects.picture(item.photograph) for item in page.items if isinstance(item, Picture))
    }
    if page.underlay is not None:
        outside["/U"] = _below(objects, page.underlay, underlays)
        drawn.insert(0, (None, "/U Do"))
    listed = b"".join(b"%b %d 0 R" % (name.encode(), number) for name, number in outside.items())
    below = b"/XObject<<%b>>" % listed if listed else b""
    order, tagged = tree.pages, tree.content(drawn)
    content = objects.add(stream(zlib.compress(tagged.encode(), _LEVEL), b"/Filter/FlateDecode"))
    named = b"".join(b"%b %d 0 R" % (names[face].encode(), number) for face, number in fonts.items())
    alphas = drawing.states(item.alpha for item in page.items if isinstance(item, Shape))
    return objects.add(
        b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.3f %.3f]/Resources<</Font<<%b>>%b%b>>/Contents %d 0 R"
        b"/StructParents %d/Tabs/S%b>>"
        % (
            _PAGES, page.width * drawing.POINTS, page.height * drawing.POINTS, named, below, alphas, content, order,
            _seal(page),
        )
    )  # fmt: skip


def _drawn(
    objects: _Objects, item: Item, height: float, names: dict[Face, str], numbers: dict[Face, dict[str, int]]
) -> str:
    if isinstance(item, Text):
        return drawing.text(item, height, names, numbers)
    if isinstance(item, Picture):
        return drawing.picture(item, height, f"/P{objects.picture(item.photograph)}")
    return drawing.shape(item, height) if isinstance(item, Shape) else drawing.code(item, height)


def _below(objects: _Objects, lying: Underlay, underlays: dict[int, int]) -> int:
    if id(lying) not in underlays:
        source = lying.once("pdf", lambda shapes: underlay(shapes, lying.width, lying.height))
        underlays[id(lying)] = objects.add(source)
    return underlays[id(lying)]


def _seal(page: Page) -> bytes:
    """Return the private entry that tells whoever seals the paper where the seal belongs (ISO 32000-1, 14.5)."""
    if page.seal is None:
        return b""
    corners = (page.seal.x, page.height - page.seal.y - page.seal.height,
               page.seal.x + page.seal.width, page.height - page.seal.y)  # fmt: skip
    listed = " ".join(f"{corner * drawing.POINTS:.3f}" for corner in corners)
    return f"/PieceInfo<</GovHall<</LastModified(D:20260101000000Z)/Private[{listed}]>>>>".encode()


def _xmp(paper: Paper) -> bytes:
    moment = paper.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    title, author = escape(paper.title), escape(paper.author)
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
        ' xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">'
        "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance><dc:format>application/pdf</dc:format>"
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>"
        f"<pdf:Keywords>{escape(', '.join(paper.keywords))}</pdf:Keywords><xmp:CreatorTool>{_CREATOR}</xmp:CreatorTool>"
        f"<xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate>"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()


def _assembled(sources: dict[int, bytes]) -> bytes:
    parts, offsets = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"], []
    at = len(parts[0])
    for number in sorted(sources):
        part = b"%d 0 obj\n%b\nendobj\n" % (number, sources[number])
        offsets.append(at)
        parts.append(part)
        at += len(part)
    rows = b"".join(b"%010d 00000 n\r\n" % offset for offset in offsets)
    parts.append(b"xref\n0 %d\n0000000000 65535 f\r\n%b" % (len(offsets) + 1, rows))
    name = sm3(b"".join(parts))[:16].hex().encode()
    parts.append(
        b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]>>\nstartxref\n%d\n%%%%EOF\n"
        % (len(offsets) + 1, _CATALOG, _INFO, name, name, at)
    )
    return b"".join(parts)
