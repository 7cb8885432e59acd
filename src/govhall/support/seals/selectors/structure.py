"""What the structure of GB/T 38540 inside a seal says, in words for people."""

from datetime import datetime

from govhall.infra.crypto import x509
from govhall.support.seals.choices import Finding
from govhall.support.seals.engine.ses import checking as ses
from govhall.support.seals.engine.ses import structures
from govhall.support.seals.selectors import checking
from govhall.support.seals.values import SealStructureValue

_PERSONAL = 2


def words(encoded: bytes, *, at: datetime) -> SealStructureValue | None:
    """Return what the structure says and whether the maker's signature holds; None without a readable structure."""
    try:
        seal = structures.read_seal(encoded)
        maker = x509.read(bytes(seal["certificate"].native))
    except (structures.MalformedSeal, x509.MalformedCertificate):
        return None
    info = seal["info"]
    facts, picture = info["property"], info["picture"]
    finding = ses.check_seal(encoded, trust=checking.trust(), at=at)
    return SealStructureValue(
        version=info["header"]["version"].native,
        maker=info["header"]["maker"].native,
        seal_id=info["id"].native,
        name=facts["name"].native,
        kind="个人印章" if facts["kind"].native == _PERSONAL else "单位印章",
        signers=len(facts["signers"].native),
        created=facts["created"].native,
        valid_from=facts["valid_from"].native,
        valid_until=facts["valid_until"].native,
        picture=f"{picture['kind'].native}，{picture['width'].native} × {picture['height'].native} mm",
        maker_certificate=maker.fingerprint,
        finding_label="制章人签名正确，结构完整" if finding == Finding.VALID else str(finding.label),
        is_good=finding == Finding.VALID,
    )
