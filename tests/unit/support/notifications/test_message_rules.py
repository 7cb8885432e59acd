"""Templates and back-off, without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from govhall.kernel.errors import InvalidInput
from govhall.support.notifications import rules

pytestmark = pytest.mark.clause("box:统一消息")

AT = datetime(2026, 9, 22, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def no_templates_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "_templates", {})


def register(subject: str = "已受理：{item}", body: str = "办件编号 {number}。", **more: object) -> None:
    rules.register_template(code="test.accepted", subject=subject, body=body, **more)


def test_a_text_is_filled_with_its_values() -> None:
    register()
    subject, body, short = rules.render(
        rules.template_of("test.accepted"), {"item": "食品经营许可", "number": "1", "date": "x"}
    )
    assert (subject, body, short) == ("已受理：食品经营许可", "办件编号 1。", "已受理：食品经营许可。办件编号 1。")


@pytest.mark.parametrize("text", ["{", "{}", "{0}", "{a.b}", "{a[0]}", "{a!r}", "{a:>10}", "{Name}", "{__class__}"])
def test_a_placeholder_that_is_not_a_bare_name_stops_the_start(text: str) -> None:
    with pytest.raises(rules.TemplateInvalid):
        register(body=text)


def test_a_placeholder_that_nobody_gives_stops_the_start() -> None:
    with pytest.raises(rules.TemplateInvalid):
        register(placeholders=["item"])


def test_a_code_has_one_text() -> None:
    register()
    register()
    with pytest.raises(rules.TemplateInvalid):
        register(body="别的文字。")


def test_an_unknown_channel_stops_the_start() -> None:
    with pytest.raises(ValueError):
        register(channels=["PIGEON"])


def test_a_missing_value_is_an_error_and_not_an_empty_place() -> None:
    register()
    with pytest.raises(InvalidInput):
        rules.render(rules.template_of("test.accepted"), {"item": "x"})
    with pytest.raises(InvalidInput):
        rules.template_of("test.unknown")


def test_values_can_not_bring_new_lines_into_a_header_or_new_placeholders() -> None:
    register()
    values = {"item": "x\r\nBcc: all@example.com", "number": "{item}"}
    subject, body, _ = rules.render(rules.template_of("test.accepted"), values)
    assert subject == "已受理：x Bcc: all@example.com"
    assert body == "办件编号 {item}。"


def test_pauses_grow_and_end() -> None:
    tries = [rules.next_try(attempts, AT) for attempts in range(1, 8)]
    assert tries[0] == AT + timedelta(minutes=1)
    assert all(later > earlier for earlier, later in zip(tries[:-2], tries[1:-1], strict=True))
    assert tries[-1] is None
