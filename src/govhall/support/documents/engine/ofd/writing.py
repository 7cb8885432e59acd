"""
Writes a paper as OFD (GB/T 33190-2016): texts with embedded subset fonts, paths, the underlay as a template page.

The same paper gives the same bytes. Signatures come on afterwards (``support.seals``).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from xml.sax.saxutils import escape, quoteattr

from govhall.infra.crypto import sm3
from govhall.support.documents.engine import subsets
from govhall.support.documents.engine.fonts import CharacterMissing, Face
from govhall.support.documents.engine.ofd import objects
from govhall.support.documents.engine.ofd.package import Part
from govhall.support.documents.engine.pages import Box, Page, Paper, Picture, Underlay
from govhall.support.documents.engine.shapes import Shape

NAMESPACE = "http://www.ofdspec.org/2016"
CREATOR = "GovHall"
ROOT, DOCUMENT, _MEDIA = "OFD.xml", "Doc_0/Document.xml", "Doc_0/DocumentRes.xml"
# What XML 1.0 can't hold, whatever its spelling.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class StampPlace:
    """Where the visible seal belongs: the page's id in the document, and the box on it."""

    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels with the document, under a name for people."""

    name: str
    data: bytes
    suffix: str


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of an OFD by name, and where its seal belongs."""

    parts: dict[str, Part]
    seal: StampPlace | None = None


def write(paper: Paper, attachments: Sequence[Attachment] = ()) -> Package:
    """
    Return the paper as the parts of an OFD.

    :raises CharacterMissing: if a font lacks a character, or data hold one that can't be written
    """
    ids = count(1)
    parts: dict[str, Part] = {ROOT: Part(b""), DOCUMENT: Part(b"")}
    fonts, pictures = _fonts(paper, ids, parts), _pictures(paper, ids, parts)
    templates: dict[int, tuple[int, str]] = {}
    pages = [_page(page, number, ids, fonts, pictures, templates, parts) for number, page in enumerate(paper.pages)]
    listed = _attachments(attachments, parts)
    parts[DOCUMENT] = xml(
        "Document", _document(paper, pages, list(templates.values()), listed, next(ids), has_media=_MEDIA in parts)
    )
    digest = sm3(b"".join(part.data for part in parts.values()))
    parts[ROOT] = xml("OFD", _body(paper, digest[:16].hex()), ' Version="1.0" DocType="OFD"')
    places = [StampPlace(number, page.seal) for number, page in zip(pages, paper.pages, strict=True) if page.seal]
    return Package(parts, places[-1] if places else None)


def words(text: str) -> str:
    """Return a text for use inside an element. :raises CharacterMissing: for what XML can't hold"""
    return escape(_writable(text))


def attribute(text: str) -> str:
    """Return a text as a quoted attribute. :raises CharacterMissing: as ``words``"""
    return quoteattr(_writable(text))


def _writable(text: str) -> str:
    if found := _UNWRITABLE.search(text):
        raise CharacterMissing(f"文件里不能写入控制字符（U+{ord(found[0]):04X}）。")
    return text


def element(name: str, text: str) -> str:
    """Return an element with a text, or nothing for an empty one."""
    return f"<ofd:{name}>{words(text)}</ofd:{name}>" if text else ""


def xml(name: str, content: str, attributes: str = "") -> Part:
    """Return a part: an XML file whose root is this element."""
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<ofd:{name} xmlns:ofd="{NAMESPACE}"{attributes}>'
    return Part(f"{head}{content}</ofd:{name}>".encode())


def _body(paper: Paper, document_id: str) -> str:
    day = f"{paper.at:%Y-%m-%d}"
    data = "".join(
        f"<ofd:CustomData Name={attribute(name)}>{words(value)}</ofd:CustomData>"
        for name, value in paper.metadata.items()
    )
    keywords = "".join(element("Keyword", keyword) for keyword in paper.keywords)
    return "".join(
        (
            "<ofd:DocBody><ofd:DocInfo>",
            element("DocID", document_id), element("Title", paper.title), element("Author", paper.author),
            element("CreationDate", day), element("ModDate", day), element("DocUsage", "Normal"),
            f"<ofd:Keywords>{keywords}</ofd:Keywords>" if keywords else "",
            element("Creator", CREATOR), element("CreatorVersion", "1.0"),
            f"<ofd:CustomDatas>{data}</ofd:CustomDatas>" if data else "",
            "</ofd:DocInfo>", element("DocRoot", DOCUMENT), "</ofd:DocBody>",
        )
    )  # fmt: skip


def _document(
    paper: Paper, pages: Sequence[int], templates: Sequence[tuple[int, str]], attachments: str, last: int, *,
    has_media: bool,
) -> str:  # fmt: skip
    first = paper.pages[0]
    media = "<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>" if has_media else ""
    laid = "".join(f'<ofd:TemplatePage ID="{number}" BaseLoc="{place}"/>' for number, place in templates)
    listed = "".join(
        f'<ofd:Page ID="{number}" BaseLoc="Pages/Page_{place}/Content.xml"/>' for place, number in enumerate(pages)
    )
    return (
        f"<ofd:CommonData><ofd:MaxUnitID>{last}</ofd:MaxUnitID><ofd:PageArea>{_area(first.width, first.height)}"
        f"</ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>{media}{laid}</ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages>{attachments}"
    )


def _fonts(paper: Paper, ids: Iterator[int], parts: dict[str, Part]) -> Mapping[Face, int]:
    """Add the fonts; return the id of each."""
    numbers: dict[Face, int] = {}
    listed = []
    for face, texts in sorted(paper.words_by_face().items(), key=lambda item: item[0].value):
        number = numbers[face] = next(ids)
        name = face.value.partition("-")[0]
        listed.append(
            f'<ofd:Font ID="{number}" FontName="{name}" FamilyName="{name}" Charset="unicode">'
            f"<ofd:FontFile>font_{number}.otf</ofd:FontFile></ofd:Font>"
        )
        parts[f"Doc_0/Res/font_{number}.otf"] = Part(subsets.open_type(subsets.of(face, texts)))
    parts["Doc_0/PublicRes.xml"] = xml("Res", f"<ofd:Fonts>{''.join(listed)}</ofd:Fonts>", ' BaseLoc="Res"')
    return numbers


def _pictures(paper: Paper, ids: Iterator[int], parts: dict[str, Part]) -> Mapping[bytes, int]:
    """Add the photographs, each once; return the id of each."""
    numbers: dict[bytes, int] = {}
    listed = []
    for item in (item for page in paper.pages for item in page.items if isinstance(item, Picture)):
        jpeg = item.photograph.jpeg
        if jpeg not in numbers:
            number = numbers[jpeg] = next(ids)
            parts[f"Doc_0/Res/image_{number}.jpg"] = Part(jpeg, stored=True)
            listed.append(
                f'<ofd:MultiMedia ID="{number}" Type="Image" Format="JPEG"><ofd:MediaFile>image_{number}.jpg'
                "</ofd:MediaFile></ofd:MultiMedia>"
            )
    if listed:
        content = f"<ofd:MultiMedias>{''.join(listed)}</ofd:MultiMedias>"
        parts[_MEDIA] = xml("Res", content, ' BaseLoc="Res"')
    return numbers


def _page(
    page: Page, number: int, ids: Iterator[int], fonts: Mapping[Face, int], pictures: Mapping[bytes, int],
    templates: dict[int, tuple[int, str]], parts: dict[str, Part],
) -> int:  # fmt: skip
    """Add a page and its template; return the page's id."""
    below = ""
    if page.underlay is not None:
        if id(page.underlay) not in templates:
            place = f"Tpls/Tpl_{len(templates)}/Content.xml"
            parts[f"Doc_0/{place}"] = _template(page.underlay)
            templates[id(page.underlay)] = (next(ids), place)
        below = f'<ofd:Template TemplateID="{templates[id(page.underlay)][0]}" ZOrder="Background"/>'
    own = next(ids)
    layer = next(ids)
    drawn = "".join(objects.item(item, next(ids), page, fonts, pictures) for item in page.items)
    parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = xml(
        "Page",
        f"<ofd:Area>{_area(page.width, page.height)}</ofd:Area>{below}"
        f'<ofd:Content><ofd:Layer ID="{layer}" Type="Body">{drawn}</ofd:Layer></ofd:Content>',
    )
    return own


# Ids of a template's objects: far above those of any page, so that its bytes are the same in every document.
_TEMPLATE_IDS = 1_000_000


def _template(below: Underlay) -> Part:
    return below.once("ofd", partial(_drawn_template, below))


def _drawn_template(below: Underlay, shapes: Sequence[Shape]) -> Part:
    ids = count(_TEMPLATE_IDS)
    layer = next(ids)
    drawn = "".join(objects.path(shape, next(ids), below.width, below.height) for shape in shapes)
    return xml(
        "Page",
        f"<ofd:Area>{_area(below.width, below.height)}</ofd:Area>"
        f'<ofd:Content><ofd:Layer ID="{layer}" Type="Background">{drawn}</ofd:Layer></ofd:Content>',
    )


def _attachments(attachments: Sequence[Attachment], parts: dict[str, Part]) -> str:
    """Add the attachments and their list; return what the document says of it."""
    if not attachments:
        return ""
    listed = []
    for number, attached in enumerate(attachments):
        parts[f"Doc_0/Attachs/file_{number}.{attached.suffix}"] = Part(attached.data)
        listed.append(
            f'<ofd:Attachment ID="{number}" Name={attribute(attached.name)} Format="{attached.suffix}"'
            f' Size="{len(attached.data) / 1024:.2f}"><ofd:FileLoc>file_{number}.{attached.suffix}</ofd:FileLoc>'
            "</ofd:Attachment>"
        )
    parts["Doc_0/Attachs/Attachments.xml"] = xml("Attachments", "".join(listed))
    return "<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>"


def _area(width: float, height: float) -> str:
    return f"<ofd:PhysicalBox>0 0 {width:g} {height:g}</ofd:PhysicalBox>"
