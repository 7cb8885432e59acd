"""
A PKCS#11 token: sessions and calls, and the guard of a secret, which an AES key seals that never leaves the token.

Few functions of the interface are needed, so they are called through ctypes; any vendor's library will do. Must not
keep a session open: a token that was pulled out is noticed at the next use.
"""

import ctypes
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from govhall.infra.crypto.errors import CryptoError

Ulong = ctypes.c_ulong
_OK, _ALREADY_INITIALISED, _ALREADY_LOGGED_IN = 0x0, 0x191, 0x100
_CLASS, _TOKEN, _PRIVATE, _LABEL, _KEY_TYPE, _SENSITIVE = 0x0, 0x1, 0x2, 0x3, 0x100, 0x103
_ENCRYPT, _DECRYPT, _VALUE_LENGTH, _EXTRACTABLE = 0x104, 0x105, 0x161, 0x162
_SECRET_KEY, _AES = 0x4, 0x1F
_AES_KEY_GEN, _AES_GCM = 0x1080, 0x1087
_SERIAL, _WRITABLE, _USER = 0x4, 0x2, 1
_NONCE, _TAG, _KEY_BYTES, _TOKEN_INFO = 12, 16, 32, 512
_MOST_SLOTS, _LONGEST_ATTRIBUTE = 64, 1024


class TokenUnavailable(CryptoError):
    """The token, its library or its key can't be used; the message says which call was refused and how."""

    code = "token-unavailable"


class _Attribute(ctypes.Structure):
    _fields_ = [("kind", Ulong), ("value", ctypes.c_void_p), ("length", Ulong)]


class Mechanism(ctypes.Structure):
    """CK_MECHANISM."""

    _fields_ = [("mechanism", Ulong), ("parameter", ctypes.c_void_p), ("length", Ulong)]


class _GcmParameters(ctypes.Structure):
    _fields_ = [
        ("nonce", ctypes.c_void_p),
        ("nonce_length", Ulong),
        ("nonce_bits", Ulong),
        ("bound", ctypes.c_void_p),
        ("bound_length", Ulong),
        ("tag_bits", Ulong),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """Where the key is: the vendor's library, the token's label, its PIN, and the label of the key."""

    library: str
    label: str
    pin: str = field(repr=False)
    key_label: str = "govhall-root"

    def seal(self, secret: bytes, *, bound: bytes) -> bytes:
        """
        Return ``secret`` sealed by the token's key (AES-256-GCM), bound to ``bound``; the first call makes the key.

        :raises TokenUnavailable: if the token can't do it
        """
        nonce = secrets.token_bytes(_NONCE)
        with self.session() as (library, session):
            key = find_object(library, session, _SECRET_KEY, self.key_label) or _make_key(
                library, session, self.key_label
            )
            return nonce + _run(library, "Encrypt", session, key, nonce, bound, secret, len(secret) + _TAG)

    def open(self, sealed: bytes, *, bound: bytes) -> bytes:
        """
        Return what ``seal`` was given.

        :raises TokenUnavailable: if the token lacks the key, or the bytes were changed
        """
        nonce, rest = sealed[:_NONCE], sealed[_NONCE:]
        with self.session() as (library, session):
            key = find_object(library, session, _SECRET_KEY, self.key_label)
            if key is None:
                raise TokenUnavailable(f"密码设备里没有名为 {self.key_label} 的密钥。")
            return _run(library, "Decrypt", session, key, nonce, bound, rest, len(rest))

    @contextmanager
    def session(self) -> Iterator[tuple[ctypes.CDLL, Ulong]]:
        """Open a session of the token's user, and close it. :raises TokenUnavailable: if that isn't possible"""
        try:
            library = ctypes.CDLL(self.library)
        except OSError as fault:
            raise TokenUnavailable("密码设备的 PKCS#11 库打不开，请核对路径。") from fault
        call(library, "C_Initialize", None, fine=(_OK, _ALREADY_INITIALISED))
        session = Ulong()
        slot = _slot_of(library, self.label)
        call(library, "C_OpenSession", slot, Ulong(_SERIAL | _WRITABLE), None, None, ctypes.byref(session))
        try:
            pin = self.pin.encode()
            call(
                library, "C_Login", session, Ulong(_USER), pin, Ulong(len(pin)), fine=(_OK, _ALREADY_LOGGED_IN)
            )  # fmt: skip
            yield library, session
        finally:
            library.C_CloseSession(session)


def call(library: ctypes.CDLL, name: str, *arguments: object, fine: Sequence[int] = (_OK,)) -> None:
    """Call a function of the interface. :raises TokenUnavailable: if its answer isn't fine"""
    function = getattr(library, name)
    function.restype = Ulong
    answer = function(*arguments)
    if answer not in fine:
        raise TokenUnavailable(f"密码设备拒绝了操作：{name} 返回 0x{answer:x}。")


def _slot_of(library: ctypes.CDLL, label: str) -> Ulong:
    slots, count = (Ulong * _MOST_SLOTS)(), Ulong(_MOST_SLOTS)
    call(library, "C_GetSlotList", ctypes.c_ubyte(1), slots, ctypes.byref(count))
    for slot in slots[: count.value]:
        info = ctypes.create_string_buffer(_TOKEN_INFO)  # the label is its first field, 32 bytes filled with blanks
        call(library, "C_GetTokenInfo", Ulong(slot), info)
        if info.raw[:32].decode("utf-8", "replace").rstrip(" \0") == label:
            return Ulong(slot)
    raise TokenUnavailable(f"没有找到名为 {label} 的密码设备，请确认已经接好。")


def template(attributes: Sequence[tuple[int, int | bytes | bool]]) -> tuple[ctypes.Array[_Attribute], list[object]]:
    """Return the attributes as the interface wants them, and the buffers, which must live as long as they are used."""
    kept: list[object] = []
    rows = []
    for kind, value in attributes:
        if isinstance(value, bool):
            buffer: ctypes.Array[ctypes.c_char] = ctypes.create_string_buffer(bytes([value]), 1)
        elif isinstance(value, int):
            encoded = bytes(Ulong(value))
            buffer = ctypes.create_string_buffer(encoded, len(encoded))
        else:
            buffer = ctypes.create_string_buffer(value, len(value))
        kept.append(buffer)
        rows.append(_Attribute(kind, ctypes.addressof(buffer), len(buffer)))
    return (_Attribute * len(rows))(*rows), kept


def find_object(library: ctypes.CDLL, session: Ulong, kind: int, label: str) -> Ulong | None:
    """Return the handle of the object of this class and label, None without one."""
    wanted, kept = template([(_CLASS, kind), (_LABEL, label.encode())])
    call(library, "C_FindObjectsInit", session, wanted, Ulong(len(kept)))
    found, count = Ulong(), Ulong()
    call(library, "C_FindObjects", session, ctypes.byref(found), Ulong(1), ctypes.byref(count))
    call(library, "C_FindObjectsFinal", session)
    return found if count.value else None


def attribute(library: ctypes.CDLL, session: Ulong, handle: Ulong, kind: int) -> bytes:
    """Return the value of an object's attribute. :raises TokenUnavailable: if the token doesn't tell it"""
    room = ctypes.create_string_buffer(_LONGEST_ATTRIBUTE)
    row = _Attribute(kind, ctypes.addressof(room), len(room))
    call(library, "C_GetAttributeValue", session, handle, ctypes.byref(row), Ulong(1))
    return room.raw[: row.length]


def _make_key(library: ctypes.CDLL, session: Ulong, label: str) -> Ulong:
    wanted, kept = template(
        [
            (_CLASS, _SECRET_KEY), (_KEY_TYPE, _AES), (_TOKEN, True), (_PRIVATE, True), (_SENSITIVE, True),
            (_EXTRACTABLE, False), (_ENCRYPT, True), (_DECRYPT, True), (_VALUE_LENGTH, _KEY_BYTES),
            (_LABEL, label.encode()),
        ]
    )  # fmt: skip
    made, mechanism = Ulong(), Mechanism(_AES_KEY_GEN, None, 0)
    call(
        library, "C_GenerateKey", session, ctypes.byref(mechanism), wanted, Ulong(len(kept)), ctypes.byref(made)
    )  # fmt: skip
    return made


def _run(
    library: ctypes.CDLL,
    direction: str,
    session: Ulong,
    key: Ulong,
    nonce: bytes,
    bound: bytes,
    content: bytes,
    room: int,
) -> bytes:
    """Encrypt or decrypt in one go."""
    iv, data = ctypes.create_string_buffer(nonce, _NONCE), ctypes.create_string_buffer(bound, len(bound))
    parameters = _GcmParameters(
        ctypes.addressof(iv), _NONCE, _NONCE * 8, ctypes.addressof(data), len(bound), _TAG * 8
    )  # fmt: skip
    mechanism = Mechanism(_AES_GCM, ctypes.addressof(parameters), ctypes.sizeof(parameters))
    call(library, f"C_{direction}Init", session, ctypes.byref(mechanism), key)
    answer, length = ctypes.create_string_buffer(room), Ulong(room)
    call(library, f"C_{direction}", session, content, Ulong(len(content)), answer, ctypes.byref(length))
    return answer.raw[: length.value]
