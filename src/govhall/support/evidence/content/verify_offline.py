#!/usr/bin/env python3
"""
存证证明离线核验 checks proofs of evidence without the platform that issued them, and without a network.

    python3 verify_offline.py 证明.evidence.json            one proof
    python3 verify_offline.py 文件夹 或 证明.zip            all proofs in a folder or a zip file
    python3 verify_offline.py … --trust 指纹                trust this log (SM3 fingerprint of its root certificate)
    python3 verify_offline.py … --keys keys.json            newest statement on keys (from the log's api/evidence/keys/)
    python3 verify_offline.py … --anchored 大小:根摘要       what the chain itself shows of the anchor in a proof

Needs Python 3.9 or newer and nothing else. A file of the same name beside a proof (证明.pdf) is compared with it.
Exit code: 0 all hold and the log is trusted; 1 something was refused; 2 nothing could be read; 3 the log is unknown.
"""

from __future__ import annotations

import base64
import hashlib
import json
import operator
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

# Fingerprints of the root certificates that are trusted. The platform that hands this file out writes its own here.
TRUSTED: tuple[str, ...] = ()
# The platform's newest statement on the keys that sign heads (JSON), likewise.
KEYS = ""

FORMAT, HEAD, COSIGNATURE, STATEMENT = (f"govhall-evidence{part}/1" for part in ("", "-head", "-cosignature", "-keys"))
KINDS = {
    "case.act": "办件环节", "case.decision": "办件决定", "certificate.issued": "证照签发",
    "certificate.ended": "证照失效", "seal.use": "电子印章使用", "decision.run": "自动决定",
    "certificate.suspended": "证照暂扣", "certificate.reinstated": "证照恢复使用",
    "certificate.called": "证照接口调用", "evidence.key": "存证密钥更换",
}  # fmt: skip
LARGEST_PROOF, LARGEST_DOCUMENT, MOST_FILES = 1 << 20, 64 << 20, 5_000
SUFFIX = ".evidence.json"


class Refused(Exception):
    """The proof doesn't hold; the message says why."""


# SM3 (GB/T 32905)
INITIAL = "7380166f 4914b2b9 172442d7 da8a0600 a96f30bc 163138aa e38dee4d b0fb0e4e"


def sm3(data: bytes) -> bytes:
    """Return the digest, by the system's OpenSSL where it has SM3."""
    return hashlib.new("sm3", data).digest() if "sm3" in hashlib.algorithms_available else slow_sm3(data)


def slow_sm3(data: bytes) -> bytes:
    """Return the digest in plain Python."""
    state = [int(word, 16) for word in INITIAL.split(" ")]
    padded = data + b"\x80" + bytes(-(len(data) + 9) % 64) + (len(data) * 8).to_bytes(8, "big")
    for begin in range(0, len(padded), 64):
        state = _compress(state, padded[begin : begin + 64])
    return b"".join(word.to_bytes(4, "big") for word in state)


def _turn(word: int, by: int) -> int:
    return (word << by % 32 | word >> 32 - by % 32) & 0xFFFFFFFF


def _compress(state: list[int], block: bytes) -> list[int]:
    w = [int.from_bytes(block[at : at + 4], "big") for at in range(0, 64, 4)]
    for j in range(16, 68):
        mixed = w[j - 16] ^ w[j - 9] ^ _turn(w[j - 3], 15)
        w.append(mixed ^ _turn(mixed, 15) ^ _turn(mixed, 23) ^ _turn(w[j - 13], 7) ^ w[j - 6])
    a, b, c, d, e, f, g, h = state
    for j in range(64):
        constant = 0x79CC4519 if j < 16 else 0x7A879D8A
        first = _turn((_turn(a, 12) + e + _turn(constant, j)) & 0xFFFFFFFF, 7)
        second = first ^ _turn(a, 12)
        choose = a ^ b ^ c if j < 16 else a & b | a & c | b & c
        other = e ^ f ^ g if j < 16 else e & f | ~e & g
        left = (choose + d + second + (w[j] ^ w[j + 4])) & 0xFFFFFFFF
        right = (other + h + first + w[j]) & 0xFFFFFFFF
        a, b, c, d = left, a, _turn(b, 9), c
        e, f, g, h = right ^ _turn(right, 9) ^ _turn(right, 17), e, _turn(f, 19), g
    return list(map(operator.xor, state, (a, b, c, d, e, f, g, h)))


# SM2 (GB/T 32918), signatures only
P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
A, B = P - 3, 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
GX = 0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7
GY = 0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0
Point = tuple[int, int, int]  # (X, Y, Z) is the point (X/Z², Y/Z³); Z = 0 is the point at infinity


def sm2_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the DER ``signature`` over ``message`` is that of the holder of ``public`` (04 + x + y)."""
    x, y = int.from_bytes(public[1:33], "big"), int.from_bytes(public[33:], "big")
    if len(public) != 65 or public[0] != 4 or x >= P or y >= P or (y * y - x * x * x - A * x - B) % P:
        return False
    r, s = (int.from_bytes(part.body, "big") for part in whole(signature, 0x30).parts(0x02, 0x02))
    total = (r + s) % N
    if not (0 < r < N and 0 < s < N and total):
        return False
    fixed = b"\x00\x80" + b"1234567812345678" + b"".join(value.to_bytes(32, "big") for value in (A, B, GX, GY))
    digest = int.from_bytes(sm3(sm3(fixed + public[1:]) + message), "big")
    px, _, pz = _sum_of_two(s, (GX, GY, 1), total, (x, y, 1))
    return pz != 0 and (digest + px * pow(pz, -2, P) % P) % N == r


def _sum_of_two(first: int, g: Point, second: int, q: Point) -> Point:
    table = {(0, 0): (0, 1, 0), (1, 0): g, (0, 1): q, (1, 1): _add(g, q)}
    found: Point = (0, 1, 0)
    for bit in range(max(first.bit_length(), second.bit_length()) - 1, -1, -1):
        found = _add(_double(found), table[first >> bit & 1, second >> bit & 1])
    return found


def _double(point: Point) -> Point:
    x, y, z = point
    square, z2 = y * y % P, z * z % P
    s, m = 4 * x * square % P, 3 * (x - z2) * (x + z2) % P  # a = -3
    x3 = (m * m - 2 * s) % P
    return x3, (m * (s - x3) - 8 * square * square) % P, 2 * y * z % P


def _add(one: Point, other: Point) -> Point:
    if not one[2] or not other[2]:
        return other if not one[2] else one
    (x1, y1, z1), (x2, y2, z2) = one, other
    z11, z22 = z1 * z1 % P, z2 * z2 % P
    u1, u2, s1, s2 = x1 * z22 % P, x2 * z11 % P, y1 * z2 * z22 % P, y2 * z1 * z11 % P
    if u1 == u2:
        return _double(one) if s1 == s2 else (0, 1, 0)
    h, r = (u2 - u1) % P, (s2 - s1) % P
    h2 = h * h % P
    h3, v = h * h2 % P, u1 * h2 % P
    x3 = (r * r - h3 - 2 * v) % P
    return x3, (r * (v - x3) - s1 * h3) % P, h * z1 * z2 % P


# Certificates (X.509, DER)
class Der:
    """One DER element."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        """Read the element that begins at ``at``. :raises Refused: if it is cut or has an odd length"""
        if len(data) < at + 2:
            raise Refused("证书或签名的编码不完整")
        self.tag, length, begin = data[at], data[at + 1], at + 2
        if length & 0x80:
            begin, count = begin + (length & 0x7F), length & 0x7F
            length = int.from_bytes(data[at + 2 : begin], "big") if count <= 4 else len(data)
        self.end = begin + length
        if self.end > len(data):
            raise Refused("证书或签名的编码不完整")
        self.body, self.raw = data[begin : self.end], data[at : self.end]

    def parts(self, *tags: int) -> list[Der]:
        """Return the elements inside; with ``tags``, exactly these. :raises Refused: otherwise"""
        found, at = [], 0
        while at < len(self.body):
            part = Der(self.body, at)
            found.append(part)
            at = part.end
        if tags and [part.tag for part in found] != list(tags):
            raise Refused("证书或签名的结构不正确")
        return found


def whole(data: bytes, tag: int) -> Der:
    """Return the element that ``data`` is, to the last byte. :raises Refused: otherwise"""
    found = Der(data)
    if found.tag != tag or found.end != len(data):
        raise Refused("证书或签名的结构不正确")
    return found


SM2_WITH_SM3 = bytes.fromhex("06082a811ccf55018375")
SM2_KEY = bytes.fromhex("301306072a8648ce3d020106082a811ccf5501822d")


class Certificate:
    """What matters of a certificate: whose key, signed by whom, for when, for what."""

    def __init__(self, encoded: bytes) -> None:
        """Read it. :raises Refused: if it is no certificate with an SM2 key, signed by SM2 with SM3"""
        self.body, algorithm, signature = whole(encoded, 0x30).parts(0x30, 0x30, 0x03)
        parts = self.body.parts()
        if len(parts) < 8 or parts[0].tag != 0xA0 or not algorithm.body.startswith(SM2_WITH_SM3):
            raise Refused("证书不是国密证书")
        self.signature = signature.body[1:]
        self.issuer, self.subject = parts[3].raw, parts[5].raw
        self.begin, self.end = map(_time, parts[4].parts())
        kind, key = parts[6].parts(0x30, 0x03)
        if kind.raw != SM2_KEY or key.body[:1] != b"\x00":
            raise Refused("证书中的公钥不是 SM2 公钥")
        self.public, self.fingerprint = key.body[1:], sm3(encoded).hex()
        self.is_authority = self.signs = False
        for extension in parts[-1].parts(0x30)[0].parts() if parts[-1].tag == 0xA3 else []:
            fields = extension.parts()
            if fields[0].body == b"\x55\x1d\x13":
                self.is_authority = b"\x01\x01\xff" in fields[-1].body
            elif fields[0].body == b"\x55\x1d\x0f":
                self.signs = bool(whole(fields[-1].body, 0x03).body[1] & 0x80)

    def signed_by(self, issuer: Certificate) -> bool:
        """Whether the holder of ``issuer`` signed it."""
        return self.issuer == issuer.subject and sm2_holds(issuer.public, self.body.raw, self.signature)


def _time(part: Der) -> datetime:
    return moment(part.body.decode(), "%y%m%d%H%M%SZ%z" if part.tag == 0x17 else "%Y%m%d%H%M%SZ%z")


@lru_cache(maxsize=256)
def chain(certificates: tuple[bytes, ...]) -> tuple[Certificate, ...]:
    """Return the certificates if each is signed by the next and the last by itself. :raises Refused: otherwise"""
    found = tuple(Certificate(encoded) for encoded in certificates)
    if not 2 <= len(found) <= 8 or not found[0].signs or found[0].is_authority:
        raise Refused("证书链不正确")
    for place, one in enumerate(found):
        issuer = found[min(place + 1, len(found) - 1)]
        if not issuer.is_authority or not one.signed_by(issuer):
            raise Refused("证书链的签名不正确")
    return found


# Records and proofs
def canonical(value: object) -> bytes:
    """Return the canonical JSON (RFC 8785) of a value with integers only. :raises Refused: for anything else"""
    return json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":")).encode()


def _ordered(value: object) -> object:
    if value is None or isinstance(value, (bool, str)) or (type(value) is int and abs(value) < 1 << 53):
        return value
    if isinstance(value, list):
        return [_ordered(item) for item in value]
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value, key=lambda k: k.encode("utf-16-be", "replace"))}
    raise Refused("内容含有不允许的数值")


def includes(leaf: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> bool:
    """Whether the leaf stands at ``index`` in the tree of ``size`` leaves with this root (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size or any(len(step) != 32 for step in proof):
        return False
    place, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if place % 2 or place == last:
            found = sm3(b"\x01" + step + found)
            while place % 2 == 0 and place:
                place, last = place >> 1, last >> 1
        else:
            found = sm3(b"\x01" + found + step)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


# One proof
def moment(text: object, form: str = "%Y-%m-%dT%H:%M:%S.%fZ%z") -> datetime:
    """Return a moment of a record (UTC). :raises ValueError: if it isn't one"""
    return datetime.strptime(f"{text}+0000", form)  # noqa: DTZ007  # every form has its zone


def plain(text: object) -> str:
    """Return somebody else's text without what could steer a terminal."""
    return "".join(sign for sign in str(text)[:120] if sign.isprintable())


@lru_cache(maxsize=4096)
def signed_head(head: bytes, signature: bytes, certificates: tuple[bytes, ...]) -> Certificate:
    """Return the root certificate behind a signed head; the same head is computed once. :raises Refused: if wrong"""
    found, record = chain(certificates), json.loads(head)
    if not all(one.begin <= moment(record["at"]) <= one.end for one in found):
        raise Refused("签名时证书不在有效期内")
    if record["log"] != found[-1].fingerprint:
        raise Refused("树头与证书不属于同一个存证系统")
    if not sm2_holds(found[0].public, head, signature):
        raise Refused("树头的签名不正确")
    return found[-1]


def in_time(head: dict[str, Any], signer: Certificate, root: Certificate, statements: list[Any]) -> str:
    """Return a warning about the key that signed a head, or nothing. :raises Refused: if it was not its time"""
    newest: dict[str, Any] = {"number": 0}
    for one in statements:
        record = one["record"]
        if record["log"] != root.fingerprint:
            continue
        signature = base64.b64decode(one["signature"], validate=True)
        if record["format"] != STATEMENT or not sm2_holds(root.public, canonical(record), signature):
            raise Refused("密钥声明的签名不正确")
        newest = max(newest, record, key=lambda each: int(each["number"]))
    if not newest["number"]:
        return ""
    line = next((each for each in newest["keys"] if each["fingerprint"] == signer.fingerprint), None)
    if line is None:
        raise Refused("树头的签名密钥没有公布过")
    at = moment(head["at"])
    if at < moment(line["since"]):
        raise Refused("树头的签名密钥当时还没有启用")
    if line["until"] and (at > moment(line["until"]) or head["size"] > line["last"]):
        raise Refused("树头由已停用的密钥签名")
    return "；签名密钥后来失密停用，请向平台换取新的证明" if line["stolen"] else ""


def check(content: bytes, statements: tuple[Any, ...] = (), seen: tuple[str, ...] = ()) -> tuple[str, str]:
    """
    Return what a proof shows, and its root's fingerprint; ``statements`` and what was ``seen`` on a chain are given.

    :raises Refused: if it doesn't hold
    """
    try:
        given = json.loads(content.decode("utf-8"))
        if given["format"] != FORMAT:
            raise Refused("不是本平台的存证证明文件")
        text, root = _check(given, statements)
        return text + (_anchored(given["anchor"], given, seen) if "anchor" in given else ""), root
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        raise Refused("文件内容无法识别，可能不完整或被改动") from None


def _check(given: dict[str, Any], statements: tuple[Any, ...]) -> tuple[str, str]:
    leaf, head, index = given["leaf"], given["head"], given["index"]
    size, at = head["size"], moment(leaf["at"])
    if head["format"] != HEAD or head["tree"] != "rfc9162-sm3" or type(size) is not int or type(index) is not int:
        raise Refused("树头的格式不正确")
    proof, root_hash = [bytes.fromhex(step) for step in given["proof"]], bytes.fromhex(head["root"])
    if not includes(sm3(b"\x00" + canonical(leaf)), index, size, proof, root_hash):
        raise Refused("存证内容与树头对不上：内容或证明路径不完整，或者被改动过")
    certificates = tuple(base64.b64decode(one, validate=True) for one in given["certificates"])
    root = signed_head(canonical(head), base64.b64decode(given["signature"], validate=True), certificates)
    own = [given["keys"]] if given.get("keys") else []
    warning = in_time(head, Certificate(certificates[0]), root, [*statements, *own])
    if at > moment(head["at"]) + timedelta(minutes=5):
        raise Refused("存证时间晚于树头的签名时间")
    seen = [_witness(one, head) for one in given.get("cosignatures", [])]
    entered, signed = (f"{one + timedelta(hours=8):%Y-%m-%d %H:%M:%S}" for one in (at, moment(head["at"])))
    kind = KINDS.get(leaf["kind"], plain(leaf["kind"]))
    witnesses = f"，附 {len(set(seen))} 个见证方的联署（身份请另行核对）" if seen else ""
    text = f"{kind}，第 {index + 1} 条，{entered} 存证；树头共 {size} 条，{signed} 签名{witnesses}{warning}"
    return text, root.fingerprint


def _anchored(anchor: dict[str, Any], given: dict[str, Any], seen: tuple[str, ...]) -> str:
    size, proof, root = anchor["size"], [bytes.fromhex(step) for step in anchor["proof"]], bytes.fromhex(anchor["root"])
    names = [plain(anchor[name]) for name in ("chain", "contract", "transaction", "block")]
    leaf = sm3(b"\x00" + canonical(given["leaf"]))
    if type(size) is not int or not includes(leaf, given["index"], size, proof, root):
        raise Refused("存证内容与链上锚定的根摘要对不上")
    shown = {part.partition(":")[2].lower().removeprefix("0x") for part in seen if part.startswith(f"{size}:")}
    if shown - {root.hex()}:
        raise Refused("链上查到的根摘要与证明中的不同")
    told = "与给出的链上记录一致" if shown else "请在链上核对"
    return "；锚定于链 {} 合约 {} 交易 {} 区块 {}".format(*names) + f"，共 {size} 条，根摘要 {root.hex()}（{told}）"


def _witness(given: dict[str, Any], head: dict[str, Any]) -> str:
    own = Certificate(base64.b64decode(given["certificate"], validate=True))
    record = {"at": given["at"], "format": COSIGNATURE, "head": head, "witness": own.fingerprint}
    if not sm2_holds(own.public, canonical(record), base64.b64decode(given["signature"], validate=True)):
        raise Refused("见证方的联署签名不正确")
    return own.fingerprint


def compare(content: bytes, document: bytes) -> str:
    """Say that the document is the one that was entered. :raises Refused: if it is another one"""
    expected = json.loads(content.decode("utf-8"))["leaf"]["facts"].get("pdf_sm3")
    if expected is None:
        return "（同名文件未存摘要，不作比对）"
    if sm3(document).hex() != expected:
        raise Refused("同名文件与存证的摘要不符：文件被改动过，或不是这一份")
    return "；同名文件与存证一致"


# Files
def proofs(path: Path) -> Iterator[tuple[str, bytes, bytes]]:
    """Yield name, content and the document beside it (empty if none) of every proof at ``path``."""
    if path.suffix.lower() == ".zip":
        with zipfile.ZipFile(path) as archive:
            yield from _pairs(archive.namelist(), archive.open, [])
        return
    files = path.rglob("*") if path.is_dir() else path.parent.glob("*")
    names = [str(file) for file in files if file.is_file()]
    yield from _pairs(names, lambda name: open(name, "rb"), [] if path.is_dir() else [str(path)])  # noqa: SIM115


def _pairs(
    names: list[str], opened: Callable[[str], IO[bytes]], asked: list[str]
) -> Iterator[tuple[str, bytes, bytes]]:
    wanted, known = asked or sorted(name for name in names if name.endswith(SUFFIX)), set(names)
    if len(wanted) > MOST_FILES:
        raise ValueError(f"一次最多核验 {MOST_FILES} 份证明")
    for name in wanted:
        with opened(name) as file:
            content, document, beside = file.read(LARGEST_PROOF + 1), b"", name.replace(SUFFIX, ".pdf")
        if beside != name and beside in known:
            with opened(beside) as file:
                document = file.read(LARGEST_DOCUMENT + 1)
        yield name, content, document


def main(arguments: list[str]) -> int:
    """Check what the arguments name; return the exit code."""
    given: dict[str, list[str]] = {"--trust": list(TRUSTED), "--keys": [], "--anchored": []}
    paths, rest, say = list[Path](), iter(arguments), sys.stdout.write
    for argument in rest:
        if argument in given:
            given[argument].append(next(rest, ""))
        else:
            paths.append(Path(argument))
    trusted = {one.lower() for one in given["--trust"]}
    if not paths:
        say(str(__doc__).strip() + "\n")
    number, refused, unknown = 0, 0, set[str]()
    try:
        stated = [KEYS] * bool(KEYS) + [Path(one).read_text("utf-8") for one in given["--keys"]]
        statements = tuple(map(json.loads, stated))
        for name, content, document in (one for path in paths for one in proofs(path)):
            number += 1
            try:
                if len(content) > LARGEST_PROOF or len(document) > LARGEST_DOCUMENT:
                    raise Refused("文件太大")
                text, root = check(content, statements, tuple(given["--anchored"]))
                text += compare(content, document) if document else ""
            except Refused as fault:
                refused += 1
                say(f"✗ {plain(name)}：{fault}\n")
                continue
            unknown |= {root} - trusted
            say(f"{'✓' if root in trusted else '？'} {plain(name)}：{text}\n")
    except (OSError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile) as fault:
        say(f"无法读取：{fault}\n")
        return 2
    say(f"共 {number} 份证明，{number - refused} 份成立，{refused} 份不成立。\n")
    for root in sorted(unknown):
        say(f"注意：还没有确认存证系统可信。请把根证书指纹与平台公布的比对，一致后加 --trust 再验：\n  {root}\n")
    return 2 if not number else 1 if refused else 3 if unknown else 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]  # a real stream has it
    sys.exit(main(sys.argv[1:]))
