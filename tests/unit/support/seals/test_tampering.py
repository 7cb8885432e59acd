"""
Bytes of sealed files are flipped one at a time: each flip is detected, or lies provably outside what is protected.

Outside are, in a PDF, the container of the signature, which can't sign itself: the case of its hexadecimal digits, its
padding, the copy of the authority's certificate. In an OFD, fields of the ZIP that leave every part what it was: dates,
versions, attributes.
"""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import seals
from govhall.support.documents.public import OfdRefused, ofd
from govhall.support.seals.choices import Finding
from govhall.support.seals.engine import checking, ofd_checking
from govhall.support.seals.engine.checking import NotAPdf

pytestmark = pytest.mark.clause("box:统一电子印章")
FLIPS = 700  # in each of three ways


def places(length: int) -> list[tuple[int, int]]:
    """Bytes evenly over the whole file, and which bit of each."""
    chance = random.Random(20261013)
    return [(min(length - 1, number * length // FLIPS), 1 << chance.randrange(8)) for number in range(FLIPS)]


def flipped(content: bytes, place: int, bit: int) -> bytes:
    changed = bytearray(content)
    changed[place] ^= bit
    return bytes(changed)


def pdf_findings(content: bytes) -> list[Finding]:
    try:
        return [found.finding for found in checking.check(content, trust=seals.trust())]
    except NotAPdf:
        return []


def ofd_findings(content: bytes) -> list[Finding]:
    try:
        return [found.finding for found in ofd_checking.check(content, trust=seals.trust())]
    except OfdRefused:
        return []


def test_every_flip_in_a_sealed_pdf_is_detected_or_inside_the_container() -> None:
    whole = seals.known_pdf()
    assert pdf_findings(whole) == [Finding.VALID]
    start = whole.index(b"<", whole.rindex(b"/Contents"))
    end = whole.index(b">", start)
    for place, bit in places(len(whole)):
        if pdf_findings(flipped(whole, place, bit)) == [Finding.VALID]:
            assert start < place < end, place


def test_every_flip_in_the_zip_of_a_sealed_ofd_is_detected_or_changes_no_part() -> None:
    whole = seals.known_ofd()
    assert ofd_findings(whole) == [Finding.VALID]
    original = {name: part.data for name, part in ofd.unpack(whole).items()}
    for place, bit in places(len(whole)):
        changed = flipped(whole, place, bit)
        if ofd_findings(changed) == [Finding.VALID]:
            assert {name: part.data for name, part in ofd.unpack(changed).items()} == original, place


def test_every_flip_in_a_part_of_a_sealed_ofd_is_detected() -> None:
    """Somebody who packs the file again, with right checksums, is found out by the signature alone."""
    parts = ofd.unpack(seals.known_ofd())
    lengths = {name: len(part.data) for name, part in parts.items()}
    everything = [(name, place) for name, length in lengths.items() for place in range(length)]
    for place, bit in places(len(everything)):
        name, inside = everything[place]
        changed = parts | {name: ofd.Part(flipped(parts[name].data, inside, bit), stored=True)}
        assert ofd_findings(ofd.pack(changed)) != [Finding.VALID], (name, inside, bit)


@st.composite
def damage(draw: st.DrawFn, whole: bytes) -> bytes:
    """The file after a piece of it was cut out, and something else put there."""
    begin = draw(st.integers(0, len(whole)))
    end = draw(st.integers(begin, min(len(whole), begin + 400)))
    return whole[:begin] + draw(st.binary(max_size=40)) + whole[end:]


@given(data=st.data())
@settings(max_examples=80)
def test_a_damaged_pdf_is_refused_by_name_or_whole_outside_the_container(data: st.DataObject) -> None:
    whole = seals.known_pdf()
    changed = data.draw(damage(whole))
    if pdf_findings(changed) == [Finding.VALID]:
        start = whole.index(b"<", whole.rindex(b"/Contents"))
        end = whole.index(b">", start)
        assert (changed[:start], changed[end - len(whole) :]) == (whole[:start], whole[end:])


@given(data=st.data())
@settings(max_examples=80)
def test_a_damaged_ofd_is_refused_by_name_or_has_the_same_parts(data: st.DataObject) -> None:
    whole = seals.known_ofd()
    changed = data.draw(damage(whole))
    if ofd_findings(changed) == [Finding.VALID]:
        same = {name: part.data for name, part in ofd.unpack(changed).items()}
        assert same == {name: part.data for name, part in ofd.unpack(whole).items()}
