"""A value that a process keeps until its version changes."""

import pytest

from govhall.infra import process_cache
from govhall.infra.process_cache import BriefCache, ProcessCache


class Source:
    """Counts how often it is asked."""

    def __init__(self):
        self.version, self.checks, self.builds = 1, 0, 0

    def read_version(self):
        self.checks += 1
        return self.version

    def build(self):
        self.builds += 1
        return f"value {self.version}"


@pytest.fixture
def source():
    return Source()


@pytest.fixture
def cache(source):
    made = ProcessCache(version=source.read_version, build=source.build)
    yield made
    process_cache._all.remove(made)


def test_it_is_built_once_and_checked_rarely(cache, source):
    assert [cache.get() for _ in range(100)] == ["value 1"] * 100
    assert (source.checks, source.builds) == (1, 1)


def test_a_check_that_finds_nothing_new_keeps_the_value(cache, source, monkeypatch):
    cache.get()
    monkeypatch.setattr(process_cache, "CHECK_SECONDS", 0.0)
    cache.get()
    assert (source.checks, source.builds) == (2, 1)


def test_a_new_version_is_seen_at_the_next_check(cache, source, monkeypatch):
    cache.get()
    source.version = 2
    assert cache.get() == "value 1"
    monkeypatch.setattr(process_cache, "CHECK_SECONDS", 0.0)
    assert cache.get() == "value 2"


def test_forgetting_reads_anew_at_once(cache, source):
    cache.get()
    source.version = 2
    process_cache.forget_all()
    assert cache.get() == "value 2"


def test_a_failed_build_is_tried_again(cache, source, monkeypatch):
    monkeypatch.setattr(cache, "_build", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cache.get()
    monkeypatch.setattr(cache, "_build", source.build)
    assert cache.get() == "value 1"


class TestBriefCache:
    @pytest.fixture
    def asked(self):
        return []

    @pytest.fixture
    def brief(self, asked):
        def read(key):
            asked.append(key)
            return f"{key} {len(asked)}"

        made = BriefCache(read, most=2)
        yield made
        process_cache._all.remove(made)

    def test_an_answer_is_read_once_in_a_moment(self, brief, asked):
        assert {brief.get("a") for _ in range(100)} == {"a 1"}
        assert asked == ["a"]

    def test_it_is_read_anew_after_a_moment(self, brief, monkeypatch):
        brief.get("a")
        monkeypatch.setattr(process_cache, "MOMENT", 0.0)
        assert brief.get("a") == "a 2"

    def test_nothing_is_kept_of_a_question_that_failed(self, asked):
        def refuse(key):
            asked.append(key)
            raise LookupError(key)

        brief = BriefCache(refuse, most=2)
        for _ in range(2):
            with pytest.raises(LookupError):
                brief.get("a")
        process_cache._all.remove(brief)
        assert asked == ["a", "a"]

    def test_what_was_asked_longest_ago_makes_room(self, brief, asked):
        for key in ("a", "b", "c", "a"):
            brief.get(key)
        assert asked == ["a", "b", "c", "a"]

    def test_forgetting_reads_anew_at_once(self, brief):
        brief.get("a")
        process_cache.forget_all()
        assert brief.get("a") == "a 2"


def test_what_never_changes_is_read_once_and_the_oldest_goes_first() -> None:
    read: list[int] = []

    def answer(key: int) -> int:
        read.append(key)
        return key * 2

    cache = process_cache.LastingCache(answer, most=2)
    assert [cache.get(1), cache.get(2), cache.get(1)] == [2, 4, 2]
    cache.get(3)
    cache.get(1)
    cache.get(2)
    assert read == [1, 2, 3, 2]
    cache.forget()
    cache.get(2)
    assert read[-1] == 2
