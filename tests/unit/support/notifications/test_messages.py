"""Messages through the public interface: box, deliveries, a real SMTP server, crashes and races."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from factories.crowd import at_once
from factories.mail import Sink, mail_server, subject_of
from govhall.support.identity import public as identity
from govhall.support.notifications import public as notifications
from govhall.support.notifications.public import Channel, DeliveryState, Recipient

AT = datetime(2026, 9, 22, 1, 0, tzinfo=UTC)
PARTY, USER = UUID(int=11), UUID(int=12)

notifications.register_template(
    code="test.told", subject="已受理：{item}", body="办件编号 {number}。", channels=("INBOX", "EMAIL", "SMS")
)
notifications.register_template(code="test.box", subject="站内：{item}", body="{item}", channels=("INBOX",))


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with mail_server(settings) as handler:
        yield handler


@pytest.fixture(autouse=True)
def contact(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    settings.GOVHALL_SMS_FOLDER = tmp_path / "sms"
    reach = identity.Contact(user_id=USER, email="zhang@example.com", phone="13900000000")
    monkeypatch.setattr(identity, "contact_of", lambda party_id: reach)


def tell(key: str | None = None, template: str = "test.told", minutes: int = 0, **changes: Any) -> UUID:
    given = {"recipient": Recipient(party_id=PARTY, user_id=USER), "link": "/cases/1/", **changes}
    made = notifications.notify(
        template=template, values={"item": "食品经营许可", "number": "123"}, dedupe_key=key or uuid4().hex,
        at=AT + timedelta(minutes=minutes), **given,
    )  # fmt: skip
    assert made is not None
    return made


def receipt(message_id: UUID, channel: Channel = Channel.EMAIL) -> notifications.ReceiptValue:
    return next(found for found in notifications.receipts(message_id) if found.channel is channel)


def jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name="notifications.send").count()


@pytest.mark.django_db
@pytest.mark.clause("box:统一消息")
class TestBox:
    def test_holds_the_message_for_its_owner_only(self) -> None:
        tell(template="test.box")
        (message,) = notifications.inbox(user_id=USER)
        assert (message.subject, message.link, message.is_read) == ("站内：食品经营许可", "/cases/1/", False)
        assert notifications.inbox(user_id=uuid4()) == ()
        assert notifications.message(message_id=message.id, user_id=uuid4()) is None

    def test_the_same_fact_is_told_once(self) -> None:
        tell("fact-1")
        again = notifications.notify(
            template="test.told", recipient=Recipient(user_id=USER), values={"item": "x", "number": "1"}, link="",
            dedupe_key="fact-1", at=AT,
        )  # fmt: skip
        assert (again, len(notifications.inbox(user_id=USER)), jobs()) == (None, 1, 1)

    def test_a_party_is_told_in_its_account(self) -> None:
        tell(template="test.box", recipient=Recipient(party_id=PARTY))
        assert notifications.unread_count(USER) == 1

    def test_pages_join_without_gap(self) -> None:
        made = [tell(template="test.box", minutes=number // 2) for number in range(5)]
        first = notifications.inbox(user_id=USER, limit=3)
        rest = notifications.inbox(user_id=USER, limit=3, before=(first[-1].created_at, first[-1].id))
        assert [message.id for message in first + rest] == made[::-1]

    def test_reading_counts_down(self) -> None:
        one, _, _ = (tell(template="test.box") for _ in range(3))
        assert notifications.mark_read(user_id=uuid4(), at=AT) == 0
        assert notifications.mark_read(user_id=USER, at=AT, message_ids=[one]) == 1
        assert notifications.unread_count(USER) == 2
        assert notifications.mark_read(user_id=USER, at=AT) == 2

    def test_what_was_rolled_back_was_never_told(self) -> None:
        def tell_and_fail() -> None:
            with transaction.atomic():
                tell()
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            tell_and_fail()
        assert (notifications.unread_count(USER), jobs()) == (0, 0)


@pytest.mark.django_db
class TestSending:
    def test_mail_goes_out_with_a_message_id_of_its_delivery(self, sink: Sink) -> None:
        message_id = tell()
        notifications.send_due(message_id, at=AT)
        (mail,) = sink.mails
        sent = receipt(message_id)
        assert (mail["To"], subject_of(mail), mail["Message-ID"]) == (
            "zhang@example.com", "已受理：食品经营许可", sent.provider_id,
        )  # fmt: skip
        assert (sent.state, sent.attempts, sent.sent_at) == (DeliveryState.SENT, 1, AT)

    def test_a_text_message_is_one_file(self, sink: Sink, settings: Any) -> None:
        message_id = tell()
        notifications.send_due(message_id, at=AT)
        (file,) = settings.GOVHALL_SMS_FOLDER.iterdir()
        assert file.read_text(encoding="utf-8") == "13900000000\n已受理：食品经营许可。办件编号 123。\n"
        assert receipt(message_id, Channel.SMS).provider_id == file.name

    def test_sending_again_sends_nothing(self, sink: Sink) -> None:
        message_id = tell()
        for _ in range(3):
            notifications.send_due(message_id, at=AT + timedelta(days=1))
        assert len(sink.mails) == 1

    def test_a_refused_mail_is_tried_again_later_and_arrives_once(self, sink: Sink) -> None:
        sink.answers = ["451 try later", "451 try later"]
        message_id = tell()
        notifications.send_due(message_id, at=AT)
        assert (receipt(message_id).state, receipt(message_id).reason) == (DeliveryState.FAILED, "smtp-451")
        assert jobs() == 2, "the next try is queued"
        notifications.send_due(message_id, at=AT + timedelta(seconds=20))
        assert receipt(message_id).attempts == 1, "not before its time"
        notifications.send_due(message_id, at=AT + timedelta(minutes=1))
        notifications.send_due(message_id, at=AT + timedelta(minutes=10))
        assert (receipt(message_id).state, receipt(message_id).attempts, len(sink.mails)) == (DeliveryState.SENT, 3, 1)

    def test_a_final_refusal_is_not_repeated(self, sink: Sink) -> None:
        sink.answers = ["550 no such user"]
        message_id = tell()
        notifications.send_due(message_id, at=AT)
        assert (receipt(message_id).state, jobs()) == (DeliveryState.GIVEN_UP, 1)

    def test_without_a_server_it_is_given_up_in_the_end(self, sink: Sink, settings: Any) -> None:
        settings.EMAIL_PORT = 9
        message_id = tell()
        for day in range(8):
            notifications.send_due(message_id, at=AT + timedelta(days=2 * day))
        given_up = receipt(message_id)
        assert (given_up.state, given_up.attempts, given_up.reason) == (DeliveryState.GIVEN_UP, 7, "smtp-unreachable")

    def test_without_an_address_the_box_must_do(self, sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(identity, "contact_of", lambda party_id: identity.Contact(user_id=USER))
        message_id = tell()
        notifications.send_due(message_id, at=AT)
        assert (receipt(message_id).state, receipt(message_id).reason) == (DeliveryState.GIVEN_UP, "no-address")

    def test_a_worker_killed_while_sending_leaves_doubt_and_never_a_second_mail(
        self, sink: Sink, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from govhall.support.notifications import adapters

        send_mail = adapters.send_mail

        def killed(**given: Any) -> str:
            send_mail(**given)
            raise KeyboardInterrupt

        message_id = tell()
        with monkeypatch.context() as patched:
            patched.setattr(adapters, "send_mail", killed)
            with pytest.raises(KeyboardInterrupt):
                notifications.send_due(message_id, at=AT)
        assert receipt(message_id).state is DeliveryState.SENDING
        notifications.send_due(message_id, at=AT + timedelta(hours=1))
        assert notifications.sweep(at=AT + timedelta(minutes=5)) == 0
        assert notifications.sweep(at=AT + timedelta(hours=1)) == 1
        notifications.send_due(message_id, at=AT + timedelta(hours=2))
        assert (receipt(message_id).state, len(sink.mails)) == (DeliveryState.IN_DOUBT, 1)

    def test_a_delivery_whose_job_was_lost_is_queued_again_by_the_sweep(self, sink: Sink) -> None:
        tell()
        before = jobs()
        notifications.sweep(at=AT + timedelta(minutes=1))
        assert jobs() == before
        notifications.sweep(at=AT + timedelta(hours=1))
        assert jobs() == before + 1

    def test_addresses_are_stored_encrypted(self, sink: Sink) -> None:
        notifications.send_due(tell(), at=AT)
        with connection.cursor() as cursor:
            cursor.execute("SELECT address FROM notifications_delivery")
            stored = str(cursor.fetchall())
        assert "zhang" not in stored
        assert "139" not in stored


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_race_send_one_mail(sink: Sink) -> None:
    message_id = tell()
    at_once(*[lambda: notifications.send_due(message_id, at=AT)] * 4)
    assert len(sink.mails) == 1
    assert receipt(message_id).attempts == 1


@pytest.mark.django_db(transaction=True)
def test_the_queued_job_sends_after_the_commit(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    from govhall.infra import clock
    from govhall.support.notifications import tasks

    message_id = tell()
    with clock.frozen(AT):
        tasks.send(message_id=str(message_id))
        tasks.send(message_id=str(message_id))
    assert len(sink.mails) == 1


def test_every_registered_template_renders_with_its_own_placeholders() -> None:
    from govhall.support.notifications import rules

    for template in notifications.templates():
        rules.render(template, dict.fromkeys(template.placeholders, "x"))
