"""Template tags and filters."""

import re
from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template


def rendered(source: str, **context: object) -> str:
    return Template("{% load look %}" + source).render(Context(context))


def test_an_icon_without_a_label_is_hidden_from_screen_readers() -> None:
    html = rendered('{% icon "search" class="text-ok" %}')
    assert 'class="icon text-ok" aria-hidden="true"' in html
    assert "#search" in html


def test_an_icon_with_a_label_is_a_picture() -> None:
    assert 'role="img" aria-label="搜索"' in rendered('{% icon "search" label="搜索" %}')


def test_no_name_draws_nothing() -> None:
    assert rendered("{% icon nothing %}") == ""


def test_a_tag_is_word_shape_and_tone() -> None:
    html = rendered('{% tag "warn" "等您补正" %}')
    assert 'data-tone="warn"' in html
    assert "#triangle-alert" in html
    assert "等您补正" in html


def test_a_tag_escapes_its_word() -> None:
    assert "<b>" not in rendered('{% tag "ok" word %}', word="<b>")


@pytest.mark.parametrize(("percent", "width"), [(75, "75%"), (140, "100%"), (-3, "0%"), (None, "0%"), (33.5, "33.5%")])
def test_a_bar_stays_between_nothing_and_full(percent: float | None, width: str) -> None:
    assert f'width="{width}"' in rendered("{% bar percent %}", percent=percent)


def test_a_stored_moment_is_shown_in_beijing_time() -> None:
    at = datetime(2026, 10, 13, 23, 30, tzinfo=UTC)
    assert rendered("{{ at|cn_datetime }}", at=at) == "10 月 14 日 周三 07:30"
    assert rendered("{{ at|cn_date }}", at=at) == "10 月 14 日 周三"
    assert rendered("{{ at|desk_time }}", at=at) == "10-14 07:30"


def test_a_date_needs_no_time_zone() -> None:
    assert rendered('{{ day|cn_date:"year" }}', day=date(2031, 10, 12)) == "2031 年 10 月 12 日"
    assert rendered("{{ day|desk_date }}", day=date(2031, 10, 12)) == "10-12"


@pytest.mark.parametrize(
    "name", ["cn_date", "cn_datetime", "desk_time", "desk_date", "iso", "mask_name", "case_number"]
)
def test_nothing_is_shown_for_nothing(name: str) -> None:
    assert rendered("{{ value|" + name + " }}", value=None) == ""


def test_personal_data_is_masked() -> None:
    html = rendered(
        "{{ n|mask_name }} {{ i|mask_id }} {{ p|mask_phone }}", n="杨秀兰", i="520103198803152881", p="13900000182"
    )
    assert html == "杨*兰 5201**********2881 139****0182"


@pytest.mark.parametrize(("number", "words"), [(0, "0"), (999, "999"), (1000, "999+"), (100_000, "999+")])
def test_large_counts_are_not_counted_out(number: int, words: str) -> None:
    assert rendered("{{ number|few }}", number=number) == words


def test_a_code_brings_its_quiet_zone_with_it() -> None:
    html = rendered("{% qr address %}", address="https://hall.example/v/abc")
    box = re.search(r'viewBox="0 0 (\d+) \1"', html)
    assert box is not None
    (ink,) = re.findall(r'stroke="#17283b"[^>]* d="M(\d+) (\d+\.5)', html)
    assert ink == ("4", "4.5")
    assert (int(box[1]) - 8 - 17) % 4 == 0  # what remains has the side of a code
