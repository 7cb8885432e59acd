"""Where stamps come from: the built-in authority with its journal and address, and others over HTTP, also hostile."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from asn1crypto import tsp
from django.db import DatabaseError, transaction
from django.test import Client
from pytest_django import Settings

from factories import stamps
from govhall.infra import clock
from govhall.infra.crypto import x509
from govhall.infra.crypto.schemes import SHA256, SM3, Scheme
from govhall.infra.crypto.x509 import KeyCertificate
from govhall.support.timestamps import adapters, api
from govhall.support.timestamps import public as timestamps
from govhall.support.timestamps.adapters import QUERY, REPLY, Remote
from govhall.support.timestamps.choices import Failure, Fault
from govhall.support.timestamps.engine import structures
from govhall.support.timestamps.engine.exchange import Question
from govhall.support.timestamps.models import IssuedStamp

pytestmark = pytest.mark.clause("box:统一电子印章")
VALUE = b"a signature value"
Answer = Callable[[bytes], bytes]


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server = self.server
        assert isinstance(server, Elsewhere)
        server.asked += 1
        body = server.answer(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(server.status)
        self.send_header("Content-Type", server.kind)
        if server.status == 302:
            self.send_header("Location", f"http://127.0.0.1:{server.server_port}/else")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not server.drips:
            self.wfile.write(body)
            return
        with suppress(OSError):  # the other side went away
            for byte in body:
                self.wfile.write(bytes((byte,)))
                time.sleep(server.drips)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Elsewhere(HTTPServer):
    """An authority somewhere else; ``answer`` may be hostile."""

    answer: Answer
    status, kind, asked, drips = 200, REPLY, 0, 0.0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    server = Elsewhere(("127.0.0.1", 0), _Handler)
    server.answer = lambda body: stamps.authority().answer(body, at=stamps.AT)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def remote(server: Elsewhere, *roots: KeyCertificate) -> Remote:
    return Remote(server.address, SM3, lambda: roots or [stamps.root().certificate])


class TestRemote:
    def test_gives_a_token_that_is_wholly_checked(self, elsewhere: Elsewhere) -> None:
        token = remote(elsewhere).stamp(VALUE, at=stamps.AT)
        found = timestamps.check_token(token, value=VALUE, roots=[stamps.root().certificate])
        assert (found.at, found.authority) == (stamps.AT, stamps.NAME)

    @pytest.mark.parametrize("scheme", [Scheme.ECDSA, Scheme.RSA])
    def test_understands_authorities_that_know_no_sm2(self, elsewhere: Elsewhere, scheme: Scheme) -> None:
        elsewhere.answer = lambda body: stamps.authority(stamps.pair(scheme)).answer(body, at=stamps.AT)
        roots = [stamps.root(scheme).certificate]
        token = Remote(elsewhere.address, SHA256, lambda: roots).stamp(VALUE, at=stamps.AT)
        assert timestamps.check_token(token, value=VALUE, roots=roots).authority == stamps.NAME

    def test_never_takes_the_answer_to_another_question(self, elsewhere: Elsewhere) -> None:
        other = Question.about(VALUE, algorithm=SM3)
        kept = stamps.authority().answer(other.encoded(), at=stamps.AT)
        elsewhere.answer = lambda _: kept
        with pytest.raises(timestamps.StampRefused, match="随机数"):
            remote(elsewhere).stamp(VALUE, at=stamps.AT)

    def test_never_takes_a_stamp_of_something_else(self, elsewhere: Elsewhere) -> None:
        def answer(body: bytes) -> bytes:
            asked = tsp.TimeStampReq.load(body)
            forged = structures.request(SM3, bytes(32), nonce=asked["nonce"].native)
            return stamps.authority().answer(forged, at=stamps.AT)

        elsewhere.answer = answer
        with pytest.raises(timestamps.StampRefused, match="不是为这份签章"):
            remote(elsewhere).stamp(VALUE, at=stamps.AT)

    @pytest.mark.parametrize(
        ("by", "expected"),
        [
            (lambda: stamps.pair(under="别处的根"), Fault.UNTRUSTED),
            (lambda: stamps.pair(usage=stamps.Usage.SIGNING), Fault.UNTRUSTED),
            (lambda: stamps.pair(validity=early()), Fault.UNTRUSTED),
            (lambda: another_key(), Fault.BROKEN),
        ],
    )
    def test_never_believes_whom_it_should_not(
        self, elsewhere: Elsewhere, by: Callable[[], stamps.KeyPair], expected: Fault
    ) -> None:
        elsewhere.answer = lambda body: stamps.authority(by()).answer(body, at=stamps.AT)
        with pytest.raises(timestamps.StampFault) as found:
            remote(elsewhere).stamp(VALUE, at=stamps.AT)
        assert found.value.fault is expected

    @pytest.mark.parametrize(
        "answer",
        [
            b"",
            b"\x30\x80",
            "<html>不是时间戳</html>".encode(),
            b"\x30\x84\xff\xff\xff\xff" + bytes(50),
            b"\x30" * 5000,
            bytes(200_000),
            structures.granted(b""),
            structures.granted(b"\x30\x00"),
        ],
    )
    def test_refuses_what_is_no_answer(self, elsewhere: Elsewhere, answer: bytes) -> None:
        elsewhere.answer = lambda _: answer
        with pytest.raises((timestamps.StampRefused, timestamps.StampFault)):
            remote(elsewhere).stamp(VALUE, at=stamps.AT)

    def test_says_why_the_authority_refused(self, elsewhere: Elsewhere) -> None:
        elsewhere.answer = lambda _: structures.refused(Failure.TIME_NOT_AVAILABLE, "no clock")
        with pytest.raises(timestamps.StampRefused, match="时间源"):
            remote(elsewhere).stamp(VALUE, at=stamps.AT)

    def test_refuses_a_token_under_a_refusal(self, elsewhere: Elsewhere) -> None:
        def answer(body: bytes) -> bytes:
            good = stamps.authority().answer(body, at=stamps.AT)
            return good.replace(b"\x30\x03\x02\x01\x00", b"\x30\x03\x02\x01\x02", 1)

        elsewhere.answer = answer
        with pytest.raises(timestamps.StampRefused, match="没有给出"):
            remote(elsewhere).stamp(VALUE, at=stamps.AT)

    @pytest.mark.parametrize(("status", "kind"), [(500, REPLY), (404, REPLY), (302, REPLY), (200, "text/html")])
    def test_takes_errors_redirections_and_pages_for_no_answer(
        self, elsewhere: Elsewhere, status: int, kind: str
    ) -> None:
        elsewhere.status, elsewhere.kind = status, kind
        with pytest.raises(timestamps.AuthorityUnreachable):
            remote(elsewhere).stamp(VALUE, at=stamps.AT)
        assert elsewhere.asked == 1

    def test_lets_an_authority_rest_that_did_not_answer(
        self, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        elsewhere.status, line = 500, remote(elsewhere)
        for _ in range(5):
            with pytest.raises(timestamps.AuthorityUnreachable):
                line.stamp(VALUE, at=stamps.AT)
        assert elsewhere.asked == 1
        monkeypatch.setattr(adapters, "REST", 0.0)
        line, elsewhere.status = remote(elsewhere), 200
        assert line.stamp(VALUE, at=stamps.AT)

    def test_does_not_wait_for_ever(self, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(adapters, "TIMEOUT", 0.2)
        held = threading.Event()
        elsewhere.answer = lambda _: b"" if held.wait(5) else b""
        with pytest.raises(timestamps.AuthorityUnreachable):
            remote(elsewhere).stamp(VALUE, at=stamps.AT)
        held.set()

    def test_is_not_kept_by_an_answer_that_drips(self, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(adapters, "DEADLINE", 0.3)
        elsewhere.drips = 0.05
        begin = time.monotonic()
        with pytest.raises(timestamps.AuthorityUnreachable):
            remote(elsewhere).stamp(VALUE, at=stamps.AT)
        assert time.monotonic() - begin < 3


@pytest.mark.django_db
class TestBuiltIn:
    def test_stamps_without_a_line_and_keeps_a_journal(self) -> None:
        at = clock.now()
        source = timestamps.source(at=at)
        assert source is not None
        token = source.stamp(VALUE, at=at)
        found = timestamps.check_token(token, value=VALUE, roots=timestamps.roots())
        assert abs(found.at - at) < timedelta(milliseconds=1)
        row = IssuedStamp.objects.get(pk=found.serial)
        assert (row.at, row.algorithm, len(row.digest)) == (at, SM3, 64)
        assert len(token) <= source.room()

    def test_never_gives_a_serial_number_twice_even_when_a_transaction_fails(self) -> None:
        at, serials = clock.now(), []
        source = timestamps.source(at=at)
        assert source is not None
        for number in range(6):
            with transaction.atomic():
                token = source.stamp(bytes([number]), at=at)
                serials.append(serial_of(token, bytes([number])))
                transaction.set_rollback(True)
        assert len(set(serials)) == 6
        assert not IssuedStamp.objects.filter(pk__in=serials).exists()

    def test_keeps_its_journal_from_being_changed(self) -> None:
        at = clock.now()
        source = timestamps.source(at=at)
        assert source is not None
        source.stamp(VALUE, at=at)
        with pytest.raises(DatabaseError), transaction.atomic():
            IssuedStamp.objects.update(at=at)
        with pytest.raises(DatabaseError), transaction.atomic():
            IssuedStamp.objects.all().delete()

    @pytest.mark.parametrize("scheme", ["ecdsa", "rsa"])
    def test_signs_as_the_settings_say(self, scheme: str, settings: Settings) -> None:
        settings.GOVHALL_TSA_SCHEME, settings.GOVHALL_TSA_DIGEST = scheme, "sha256"
        at = clock.now()
        source = timestamps.source(at=at)
        assert source is not None
        assert timestamps.check_token(source.stamp(VALUE, at=at), value=VALUE, roots=timestamps.roots()).serial

    def test_there_is_none_if_the_settings_say_so(self, settings: Settings) -> None:
        settings.GOVHALL_TSA_URL = "none"
        assert timestamps.source(at=clock.now()) is None

    def test_believes_the_roots_of_the_configured_file(self, settings: Settings, tmp_path: Path) -> None:
        roots = tmp_path / "roots.pem"
        roots.write_text(stamps.root(Scheme.RSA).certificate.pem() + stamps.root(Scheme.ECDSA).certificate.pem())
        settings.GOVHALL_TSA_ROOTS = str(roots)
        known = {one.encoded for one in timestamps.roots()}
        assert {stamps.root(Scheme.RSA).certificate.encoded, stamps.root(Scheme.ECDSA).certificate.encoded} <= known


@pytest.mark.django_db
class TestAddress:
    URL = "/api/v1/timestamps/"

    def post(self, client: Client, body: bytes, kind: str = QUERY) -> tuple[int, bytes]:
        answer = client.post(self.URL, body, content_type=kind)
        assert answer["Content-Type"] == REPLY
        return answer.status_code, answer.content

    def test_stamps_for_anybody(self, client: Client) -> None:
        before, question = clock.now(), Question.about(VALUE, algorithm=SM3)
        status, content = self.post(client, question.encoded())
        assert status == 200
        root = x509.read_any(client.get(self.URL + "root.pem").content)
        token = question.token_of(content, roots=[root])
        assert timestamps.check_token(token, value=VALUE, roots=[root]).at >= before - timedelta(milliseconds=1)

    def test_refuses_in_the_protocols_own_words(self, client: Client) -> None:
        status, content = self.post(client, b"nothing")
        assert (status, failures(content)) == (200, {"bad_data_format"})
        status, content = self.post(client, bytes(1_000_000))
        assert (status, failures(content)) == (200, {"bad_data_format"})
        status, content = self.post(client, b"{}", "application/json")
        assert (status, failures(content)) == (415, {"bad_request"})

    def test_answers_posts_only(self, client: Client) -> None:
        assert client.get(self.URL).status_code == 405

    def test_is_not_there_when_another_authority_is_in_use(self, client: Client, settings: Settings) -> None:
        settings.GOVHALL_TSA_URL = "https://tsa.example/"
        assert client.post(self.URL, b"", content_type=QUERY).status_code == 404
        assert client.get(self.URL + "root.pem").status_code == 404

    def test_counts_the_questions_of_an_address(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(api, "PER_MINUTE", 2)
        with clock.frozen(clock.now()):
            answers = [client.post(self.URL, b"x", content_type=QUERY).status_code for _ in range(4)]
        assert answers[-1] == 429


def early() -> stamps.Validity:
    return stamps.Validity(
        not_before=stamps.VALIDITY.not_before, not_after=stamps.VALIDITY.not_before + timedelta(days=10)
    )


def another_key() -> stamps.KeyPair:
    return stamps.KeyPair(
        name="forged", certificate=stamps.pair().certificate, private=stamps.pair(under="别处的根").private
    )


def serial_of(token: bytes, value: bytes) -> int:
    return timestamps.check_token(token, value=value, roots=timestamps.roots()).serial


def failures(answer: bytes) -> set[str]:
    return set(structures.Response.load(answer, strict=True)["status"]["fail_info"].native)
