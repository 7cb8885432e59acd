"""The key ring: old data still open after rotation, processes share it, and a lost root key is never replaced."""

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govhall.infra.crypto import keyfile, keys, sm4
from govhall.infra.crypto.errors import DecryptionFailed, InvalidKey
from govhall.infra.crypto.keys import KeyRing

pytestmark = pytest.mark.clause("10", "box:信息安全设施")

NUMBER = "520102199001010018"


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GOVHALL_HOME", str(tmp_path))
    monkeypatch.delenv(keyfile.ROOT_VARIABLE, raising=False)
    return tmp_path / "keys"


ANOTHER_PROCESS = """
import sys
from govhall.infra.crypto import keys
for purpose in sys.argv[1:]:
    print(keys.encrypt_text(purpose, "520102199001010018"))
"""


class TestTokens:
    def test_a_text_comes_back_and_its_token_shows_nothing_of_it(self) -> None:
        token = keys.encrypt_text("resident-id", NUMBER)
        assert NUMBER not in token
        assert token.startswith("g1.resident-id.1.")
        assert keys.decrypt_text("resident-id", token) == NUMBER

    def test_the_same_text_gives_different_tokens(self) -> None:
        assert keys.encrypt_text("phone", "139") != keys.encrypt_text("phone", "139")

    def test_a_token_is_bound_to_purpose_and_associated_data(self) -> None:
        token = keys.encrypt_text("phone", "139", aad=b"row 1")
        keys.encrypt_text("address", "x")
        for purpose, aad in [("phone", b"row 2"), ("phone", b""), ("address", b"row 1")]:
            with pytest.raises(DecryptionFailed):
                keys.decrypt_text(purpose, token, aad=aad)
        with pytest.raises(DecryptionFailed):
            keys.decrypt_text("address", token.replace("phone", "address"), aad=b"row 1")

    @pytest.mark.parametrize("token", ["", "139", "g1.phone.1", "g1.phone.9.AAAA", "g1.phone.x.AAAA", "g1.phone.1.@@"])
    def test_what_is_no_token_is_refused(self, token: str) -> None:
        keys.encrypt_text("phone", "139")
        with pytest.raises(DecryptionFailed):
            keys.decrypt_text("phone", token)

    @given(st.text(max_size=50))
    def test_any_text_survives(self, text: str) -> None:
        assert keys.decrypt_text("phone", keys.encrypt_text("phone", text)) == text

    @pytest.mark.parametrize("purpose", ["", "Phone", "a/b", "a.b", "x" * 41])
    def test_a_purpose_has_a_plain_name(self, purpose: str) -> None:
        for call in (keys.encrypt_text, keys.blind_index):
            with pytest.raises(ValueError, match="purpose"):
                call(purpose, "x")


class TestRotation:
    def test_old_tokens_open_and_new_ones_use_the_new_key(self) -> None:
        ring = keys.keyring()
        old = ring.encrypt_text("phone", "139")
        assert ring.rotate("phone") == 2
        new = ring.encrypt_text("phone", "139")
        assert (ring.is_current("phone", old), ring.is_current("phone", new)) == (False, True)
        assert ring.decrypt_text("phone", old) == ring.decrypt_text("phone", new) == "139"

    def test_blind_indexes_stay_the_same(self) -> None:
        ring = keys.keyring()
        before = ring.blind_index("phone", "139")
        ring.rotate("phone")
        assert ring.blind_index("phone", "139") == before
        with pytest.raises(ValueError, match="purpose"):
            ring.rotate("phone/index")

    def test_another_holder_of_the_ring_notices(self, own_home: Path) -> None:
        first, second = KeyRing(own_home), KeyRing(own_home)
        token = first.encrypt_text("phone", "139")
        assert second.decrypt_text("phone", token) == "139"
        second.rotate("phone")
        assert first.encrypt_text("phone", "139").startswith("g1.phone.2.")
        assert first.decrypt_text("phone", second.encrypt_text("phone", "x")) == "x"

    def test_the_root_key_changes_without_touching_data(self, own_home: Path) -> None:
        first, second = KeyRing(own_home), KeyRing(own_home)
        token = first.encrypt_text("phone", "139")
        before = (own_home / "root.key").read_text()
        second.change_root(sm4.new_key())
        assert (own_home / "root.key").read_text() != before
        assert first.decrypt_text("phone", token) == KeyRing(own_home).decrypt_text("phone", token) == "139"

    def test_a_root_change_that_stopped_half_way_still_opens(
        self, own_home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ring = KeyRing(own_home)
        token = ring.encrypt_text("phone", "139")
        real = os.replace

        def stop_at_root(source: Path, target: Path) -> None:
            if Path(source).name == "root.key.next":
                raise OSError("power cut")
            real(source, target)

        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", stop_at_root)
            with pytest.raises(OSError, match="power cut"):
                ring.change_root(sm4.new_key())
        assert KeyRing(own_home).decrypt_text("phone", token) == "139"


class TestBlindIndex:
    def test_equal_texts_meet_and_purposes_do_not(self) -> None:
        assert keys.blind_index("phone", "139") == keys.blind_index("phone", "139")
        assert keys.blind_index("phone", "139") != keys.blind_index("phone", "138")
        assert keys.blind_index("phone", "139") != keys.blind_index("resident-id", "139")
        assert len(keys.blind_index("phone", "139")) == 64


class TestFiles:
    def test_keys_are_readable_by_their_owner_only(self, own_home: Path) -> None:
        keys.encrypt_text("phone", "139")
        for name in ("root.key", "keyring.json", "keyring.lock"):
            assert stat.S_IMODE((own_home / name).stat().st_mode) == 0o600
        assert stat.S_IMODE(own_home.stat().st_mode) == 0o700

    def test_a_lost_root_key_is_reported_and_not_replaced(self, own_home: Path) -> None:
        KeyRing(own_home).encrypt_text("phone", "139")
        (own_home / "root.key").unlink()
        with pytest.raises(InvalidKey, match="根密钥"):
            KeyRing(own_home).encrypt_text("phone", "139")
        assert not (own_home / "root.key").exists()

    def test_the_environment_may_hold_the_root_key(self, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(keyfile.ROOT_VARIABLE, "00112233445566778899aabbccddeeff")
        token = KeyRing(own_home).encrypt_text("phone", "139")
        assert not (own_home / "root.key").exists()
        monkeypatch.setenv(keyfile.ROOT_VARIABLE, "ff" * 16)
        with pytest.raises(InvalidKey):
            KeyRing(own_home).decrypt_text("phone", token)
        monkeypatch.setenv(keyfile.ROOT_VARIABLE, "too short")
        with pytest.raises(InvalidKey):
            KeyRing(own_home).decrypt_text("phone", token)

    @pytest.mark.parametrize("content", ["", "{}", '{"format": 9, "root_check": "", "keys": {}}', "[]"])
    def test_a_damaged_ring_is_reported(self, own_home: Path, content: str) -> None:
        own_home.mkdir()
        (own_home / "keyring.json").write_text(content)
        with pytest.raises(InvalidKey):
            KeyRing(own_home).encrypt_text("phone", "139")

    def test_many_threads_and_processes_make_one_key_for_each_purpose(self, own_home: Path) -> None:
        purposes = [f"purpose-{number}" for number in range(5)]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-c", ANOTHER_PROCESS, *purposes]
        others = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)]
        ring = KeyRing(own_home)
        threads = [threading.Thread(target=ring.encrypt_text, args=(purpose, "x")) for purpose in purposes * 2]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        tokens = [token for other in others for token in other.communicate(timeout=60)[0].split()]
        assert len(tokens) == 2 * len(purposes)
        for token in tokens:
            purpose = token.split(".")[1]
            assert ring.version(purpose) == 1
            assert ring.decrypt_text(purpose, token) == NUMBER
