"""Ids are unique, ordered, and version 7."""

from govhall.kernel.identifiers import new_id


def test_ids_of_one_process_rise_strictly() -> None:
    ids = [new_id() for _ in range(20_000)]
    assert ids == sorted(set(ids))


def test_ids_are_version_seven_of_the_rfc_variant() -> None:
    made = new_id()
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"
