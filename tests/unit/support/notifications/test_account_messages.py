"""What people are told about their accounts, through a real mail server; the link stands in the mail alone."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from factories.mail import Sink, mail_server, subject_of, text_of
from factories.walk import deliver_events
from govhall.infra import clock
from govhall.kernel.actor import SYSTEM, VISITOR
from govhall.support.identity import public as identity
from govhall.support.notifications import public as notifications
from govhall.support.notifications.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def sink(settings: Any, tmp_path: Any) -> Iterator[Sink]:
    settings.GOVHALL_SMS_FOLDER = tmp_path / "sms"
    settings.GOVHALL_URL = "https://hall.example"
    with mail_server(settings) as handler:
        yield handler


@pytest.fixture
def person(db: None) -> identity.PersonValue:
    return identity.create_person_account(
        username="xiulan", password="Shan-qing-6", name="杨秀兰", id_number="520102198803124821", phone="13900000182",
        email="xiulan@example.com", at=clock.now(),
    )  # fmt: skip


def work() -> None:
    """Do what the worker does with facts and mails."""
    deliver_events()
    for message_id in Message.objects.values_list("pk", flat=True):
        notifications.send_due(message_id, at=clock.now())


def test_a_link_comes_by_mail_sets_a_password_and_the_holder_is_told(
    sink: Sink, person: identity.PersonValue, client: Client
) -> None:
    identity.ask_link(username="XiuLan", by=VISITOR, at=clock.now())
    work()
    (mail,) = sink.mails
    assert (mail["To"], subject_of(mail)) == ("xiulan@example.com", "重设密码")
    address = re.search(r"https://hall\.example(/\S+)", text_of(mail))
    assert address is not None
    assert "30 分钟" in text_of(mail)
    form = client.get(address[1])
    client.post(form["Location"], {"password1": "Xin-mima-88", "password2": "Xin-mima-88"})
    work()
    assert [subject_of(each) for each in sink.mails] == ["重设密码", "密码已重新设置"]
    assert person.user_id
    told = notifications.inbox(user_id=person.user_id)
    assert {message.template for message in told} == {"identity.reset_link", "identity.password_reset"}


def test_the_link_is_in_no_table(sink: Sink, person: identity.PersonValue) -> None:
    identity.ask_link(username="xiulan", by=VISITOR, at=clock.now())
    work()
    code = text_of(sink.mails[0]).split("-", 1)[1].split("/")[0]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT count(*) FROM "{table}" AS whole WHERE whole::text LIKE %s', [f"%{code}%"])
            assert cursor.fetchone() == (0,), table


def test_a_link_that_could_not_be_made_is_made_at_the_next_try(
    sink: Sink, person: identity.PersonValue, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity.ask_link(username="xiulan", by=VISITOR, at=clock.now())
    with monkeypatch.context() as broken:
        broken.setattr("govhall.support.identity.services.tickets.choice", lambda _letters: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            work()
    assert sink.mails == []
    work()
    assert [subject_of(mail) for mail in sink.mails] == ["重设密码"]
    work()
    assert len(sink.mails) == 1


def test_a_worker_whose_clock_is_behind_sends_all_the_same(sink: Sink, person: identity.PersonValue) -> None:
    identity.ask_link(username="xiulan", by=VISITOR, at=clock.now() + timedelta(seconds=20))
    work()
    assert [subject_of(mail) for mail in sink.mails] == ["重设密码"]


def test_nobody_is_mailed_for_an_unknown_name_or_without_an_address(sink: Sink) -> None:
    identity.create_person_account(
        username="no-mail", password="Shan-qing-6", name="龙建国", id_number="520302198512311230", phone="13900000236",
        at=clock.now(),
    )  # fmt: skip
    for name in ("nobody", "no-mail"):
        identity.ask_link(username=name, by=VISITOR, at=clock.now())
    work()
    assert (sink.mails, Message.objects.count()) == ([], 0)


def test_an_account_closed_meanwhile_gets_no_link(sink: Sink, person: identity.PersonValue) -> None:
    identity.ask_link(username="xiulan", by=VISITOR, at=clock.now())
    deliver_events()
    identity.deactivate(user_id=_account(person), reason="离世", by=SYSTEM, at=clock.now())
    work()
    assert sink.mails == []
    (receipt,) = notifications.receipts(Message.objects.get().pk)
    assert (receipt.state, receipt.reason) == (notifications.DeliveryState.GIVEN_UP, "not-wanted")


def test_a_mail_that_is_tried_again_carries_a_new_link(sink: Sink, person: identity.PersonValue) -> None:
    sink.answers = ["451 busy"]
    identity.ask_link(username="xiulan", by=VISITOR, at=clock.now())
    work()
    assert sink.mails == []
    message_id = Message.objects.get().pk
    notifications.send_due(message_id, at=clock.now() + timedelta(minutes=2))
    (mail,) = sink.mails
    assert "https://hall.example/accounts/password/new/" in text_of(mail)


def _account(person: identity.PersonValue) -> UUID:
    assert person.user_id
    return person.user_id
