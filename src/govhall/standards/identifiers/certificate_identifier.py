"""
电子证照标识 (after GB/T 36904): ``root.type code.issuing organ.serial.version.check``.

The type code is the USCC of the body that defines the certificate + three characters. The check character is ISO 7064
MOD 37,36 over type, organ, serial and version, without the root and the dots. Whether the certificate exists and is
in force is a question for ``support.certificates``.
"""

from dataclasses import dataclass

from govhall.standards.identifiers import iso7064, uscc
from govhall.standards.identifiers.errors import InvalidIdentifier, is_digits, normalise

ROOT = "1.2.156.3005.2"
TYPE_CODE_LENGTH = 21
MAX_SERIAL_LENGTH = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateIdentifier:
    """The parts of a valid identifier; ``version`` starts at 1 and rises with each new making."""

    identifier: str
    type_code: str
    organ: str
    serial: str
    version: int


def check_type_code(type_code: str) -> str:
    """
    Return the normalised 证照类型代码 (18-character USCC + 3).

    :raises InvalidIdentifier: ``certificate-type-code-length`` or ``-characters``, or the fault of the USCC in it
    """
    text = normalise(type_code)
    if len(text) != TYPE_CODE_LENGTH:
        raise InvalidIdentifier(
            code="certificate-type-code-length", message=f"证照类型代码应为 21 位，现为 {len(text)} 位。"
        )
    uscc.check(text[:18])
    if any(c not in iso7064.ALPHANUMERIC for c in text):
        raise InvalidIdentifier(
            code="certificate-type-code-characters", message="证照类型代码只能由数字和大写字母组成。"
        )
    return text


def compose(*, type_code: str, organ: str, serial: str, version: int = 1) -> str:
    """
    Return the whole identifier.

    :raises InvalidIdentifier: if the type code, the organ's USCC, the serial or the version is wrong
    """
    parts = (check_type_code(type_code), uscc.check(organ), _check_serial(normalise(serial)), _version_text(version))
    return ".".join((ROOT, *parts, iso7064.mod_37_36("".join(parts))))


def parse(identifier: str) -> CertificateIdentifier:
    """
    Take an identifier apart.

    :raises InvalidIdentifier: ``certificate-identifier-root``, ``-parts``, ``-serial``, ``-version`` or
        ``-check-digit``, or the fault of the type code or the USCC in it
    """
    text = normalise(identifier, separators=" ")
    if not text.startswith(ROOT + "."):
        raise _invalid("root", f"电子证照标识应以 {ROOT} 开头。")
    parts = text[len(ROOT) + 1 :].split(".")
    if len(parts) != 5:
        raise _invalid("parts", "电子证照标识应由根代码、类型代码、颁发机构、流水号、版本号和校验位组成，用点号分隔。")
    type_code, organ, serial, version, given = parts
    check_type_code(type_code)
    uscc.check(organ)
    _check_serial(serial)
    if len(version) != 3 or not is_digits(version) or version == "000":
        raise _invalid("version", "电子证照标识的版本号应为 001 至 999。")
    if given != iso7064.mod_37_36("".join(parts[:4])):
        raise _invalid("check-digit", "电子证照标识的校验位不符，请逐位核对。")
    return CertificateIdentifier(identifier=text, type_code=type_code, organ=organ, serial=serial, version=int(version))


def check(identifier: str) -> str:
    """
    Return the normalised identifier.

    :raises InvalidIdentifier: as ``parse``
    """
    return parse(identifier).identifier


def is_valid(identifier: str) -> bool:
    """Whether ``check`` would pass."""
    try:
        parse(identifier)
    except InvalidIdentifier:
        return False
    return True


def _check_serial(serial: str) -> str:
    if not 1 <= len(serial) <= MAX_SERIAL_LENGTH or any(c not in iso7064.ALPHANUMERIC for c in serial):
        raise _invalid("serial", "电子证照流水号应为 1 至 64 位数字或大写字母。")
    return serial


def _version_text(version: int) -> str:
    if not 1 <= version <= 999:
        raise _invalid("version", "电子证照标识的版本号应为 001 至 999。")
    return f"{version:03d}"


def _invalid(reason: str, message: str) -> InvalidIdentifier:
    return InvalidIdentifier(code=f"certificate-identifier-{reason}", message=message)
