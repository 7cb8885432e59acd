"""
Reads an OFD that nobody vouches for: what it says of itself, its words, its attachments, where its signatures lie.

XML is read without entities, document types and network; everything is bounded; what is odd is refused by name.
"""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from govhall.support.documents.engine.ofd.errors import OfdRefused
from govhall.support.documents.engine.ofd.package import Part, is_inside, unpack
from govhall.support.documents.engine.ofd.writing import NAMESPACE, ROOT

LARGEST_XML = 16 * 1024 * 1024
MOST_PAGES = 2000
_SPACE = {"o": NAMESPACE}


@dataclass(frozen=True, slots=True)
class Ofd:
    """What an OFD holds. ``signatures`` is the part with the list of signatures, empty for none."""

    parts: Mapping[str, Part]
    title: str
    author: str
    metadata: Mapping[str, str]
    pages: tuple[str, ...]
    signatures: str


def read(content: bytes) -> Ofd:
    """
    Return what an OFD holds.

    :raises OfdRefused: if it can't be read, with a reason
    """
    parts = unpack(content)
    root = parse(parts, ROOT)
    bodies = root.findall("o:DocBody", _SPACE)
    if etree.QName(root).localname != "OFD" or len(bodies) != 1:
        raise OfdRefused("structure", "OFD 的主文件不完整，或含有多份文档。")
    (body,) = bodies
    document = located(parts, ROOT, _text(body, "o:DocRoot"))
    listed = _text(body, "o:Signatures")
    return Ofd(
        parts=parts,
        title=_text(body, "o:DocInfo/o:Title"),
        author=_text(body, "o:DocInfo/o:Author"),
        metadata={
            str(data.get("Name", "")): data.text or ""
            for data in body.findall("o:DocInfo/o:CustomDatas/o:CustomData", _SPACE)
        },
        pages=tuple(_pages(parts, document)),
        signatures=located(parts, ROOT, listed) if listed else "",
    )


def parse(parts: Mapping[str, Part], name: str) -> etree._Element:
    """
    Return the root element of a part.

    :raises OfdRefused: if the part is missing, too large, no XML, or has a document type
    """
    part = parts.get(name)
    if part is None:
        raise OfdRefused("missing", "文件缺少必要的部分。")
    if len(part.data) > LARGEST_XML:
        raise OfdRefused("size", "文件的某个部分太大。")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(part.data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise OfdRefused("xml", "文件里的 XML 已损坏。") from None
    if b"<!DOCTYPE" in part.data or root.getroottree().docinfo.internalDTD is not None:
        raise OfdRefused("xml", "文件里的 XML 带有文档类型声明，已拒绝。")
    return root


def located(parts: Mapping[str, Part], base: str, place: str) -> str:
    """
    Return the name of the part that ``place`` points to, from the part ``base`` or, with a slash, from the top.

    :raises OfdRefused: if it points outside or to nothing
    """
    name = place.strip()
    name = name[1:] if name.startswith("/") else posixpath.normpath(posixpath.join(posixpath.dirname(base), name))
    if not is_inside(name):
        raise OfdRefused("path", "文件里有指向包外的路径。")
    if name not in parts:
        raise OfdRefused("missing", "文件缺少必要的部分。")
    return name


def _pages(parts: Mapping[str, Part], document: str) -> list[str]:
    """Return the words of each page, in the order of its text objects."""
    listed = parse(parts, document).findall("o:Pages/o:Page", _SPACE)
    if not 0 < len(listed) <= MOST_PAGES:
        raise OfdRefused("structure", "文件没有页面，或页面太多。")
    read = []
    for page in listed:
        content = parse(parts, located(parts, document, str(page.get("BaseLoc", ""))))
        codes = content.findall(".//o:TextCode", _SPACE)
        read.append("\n".join(code.text or "" for code in codes))
    return read


def _text(element: etree._Element, path: str) -> str:
    found = element.findtext(path, default="", namespaces=_SPACE)
    return str(found or "").strip()
