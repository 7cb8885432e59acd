"""
Checks the signatures in an OFD: the signature of GB/T 38540 over Signature.xml, then every part that this file names.

Every part must be protected: what a signature doesn't name was added afterwards.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import replace

from lxml import etree

from govhall.infra.crypto import sm3
from govhall.support.documents.public import ofd
from govhall.support.seals.choices import Finding
from govhall.support.seals.engine import oids
from govhall.support.seals.engine.checking import Checked
from govhall.support.seals.engine.ses import checking, structures
from govhall.support.seals.engine.trust import Trust

MOST_SIGNATURES = 50
_SPACE = {"o": ofd.NAMESPACE}


def check(content: bytes, *, trust: Trust) -> list[Checked]:
    """
    Return a verdict for each signature in the order of the list; no signatures give an empty list.

    :raises OfdRefused: if the package or its structure can't be read
    """
    document = ofd.read(content)
    if not document.signatures:
        return []
    listed = ofd.parse(document.parts, document.signatures).findall("o:Signature", _SPACE)
    if not 0 < len(listed) <= MOST_SIGNATURES:
        raise ofd.OfdRefused("structure", "签名列表是空的，或签名太多。")
    places = [ofd.located(document.parts, document.signatures, str(one.get("BaseLoc", ""))) for one in listed]
    signatures = [(place, ofd.parse(document.parts, place)) for place in places]
    # What a signature can't name: the files of the signatures, each of which is proved by its own value.
    values = [_located(document.parts, place, root, "o:SignedValue") for place, root in signatures]
    own = {document.signatures, *places, *values}
    return [
        _check_one(document.parts, place, root, value, own, trust)
        for (place, root), value in zip(signatures, values, strict=True)
    ]


def _check_one(
    parts: Mapping[str, ofd.Part], place: str, root: etree._Element, value: str, own: set[str], trust: Trust
) -> Checked:
    found = checking.check_signature(parts[value].data, content=parts[place].data, place=f"/{place}", trust=trust)
    finding = found.finding
    if finding in checking.GOOD:
        finding = _protected(parts, place, root, value, own) or finding
    reason = root.findtext("o:SignedInfo/o:Parameters/o:Parameter[@Name='reason']", default="", namespaces=_SPACE)
    checked = Checked(finding, reason=str(reason or ""))
    if found.certificate is None:
        return checked
    return replace(
        checked,
        signer=found.certificate.common_name,
        signed_at=found.signed_at,
        certificate=found.certificate,
        stamp=found.stamp,
    )


def _protected(
    parts: Mapping[str, ofd.Part], place: str, root: etree._Element, value: str, own: set[str]
) -> Finding | None:
    """Return what is wrong with the parts that the signature names, or None."""
    references = root.find("o:SignedInfo/o:References", _SPACE)
    if references is None or references.get("CheckMethod") != oids.SM3:
        return Finding.STRUCTURE
    named: set[str] = set()
    for reference in references.findall("o:Reference", _SPACE):
        try:
            name = ofd.located(parts, place, str(reference.get("FileRef", "")))
            wanted = base64.b64decode(reference.findtext("o:CheckValue", "", _SPACE) or "", validate=True)
        except ofd.OfdRefused:
            return Finding.MISSING
        except (binascii.Error, ValueError):
            return Finding.STRUCTURE
        if sm3(parts[name].data) != wanted:
            return Finding.CHANGED
        named.add(name)
    if set(parts) - named - own:
        return Finding.APPENDED
    return None if _is_same_seal(parts, place, root, value) else Finding.SEAL_STRUCTURE


def _is_same_seal(parts: Mapping[str, ofd.Part], place: str, root: etree._Element, value: str) -> bool:
    """Say whether the seal's file, where there is one, is the seal inside the signature."""
    if root.find("o:SignedInfo/o:Seal/o:BaseLoc", _SPACE) is None:
        return True
    name = _located(parts, place, root, "o:SignedInfo/o:Seal/o:BaseLoc")
    inner = structures.read_signature(parts[value].data)["to_be_signed"]["seal"].dump()
    return bool(parts[name].data == inner)


def _located(parts: Mapping[str, ofd.Part], place: str, root: etree._Element, path: str) -> str:
    return ofd.located(parts, place, str(root.findtext(path, default="", namespaces=_SPACE) or ""))
