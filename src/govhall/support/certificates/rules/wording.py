"""
What the findings of a check of seals (standards.md 9.2) mean to somebody who knows nothing of cryptography.

Each has a headline and a sentence of its own: two failures that sound alike would send people the wrong way.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plain:
    """A finding in plain words: what is said over the result, and what it means."""

    headline: str
    meaning: str


TRUE = frozenset({"VALID", "REVOKED_LATER"})
# The seal doesn't cover what stands in the file now.
CHANGED = frozenset({"CHANGED", "SIGNATURE", "APPENDED", "MISSING", "SEAL_STRUCTURE", "MAKER_SIGNATURE"})

FINDINGS: Mapping[str, Plain] = {
    "VALID": Plain("章是真的", "盖章以后，文件一个字也没有改过。"),
    "REVOKED_LATER": Plain("章是真的", "盖章时有效；盖章用的证书后来停用了，不影响已经盖的章。"),
    "CHANGED": Plain("文件被改动过，请勿采信", "盖章以后，文件里的文字或者图被改过。"),
    "SIGNATURE": Plain("章和文件对不上，请勿采信", "签名算出来不对：章是伪造的，或者文件在传送中损坏了。"),
    "STRUCTURE": Plain("章读不出来，不能确认真假", "章的数据残缺，或者不是国家标准的格式。请对方重新发原件。"),
    "UNTRUSTED": Plain("不知道是谁盖的章，请勿采信", "章上写的名字没有可信的机构担保，谁都可以这样做一个。"),
    "APPENDED": Plain("盖章后又加了内容，请勿采信", "盖章以后，文件里又添了东西，添的部分不受章的保护。"),
    "MISSING": Plain("文件缺了一部分，请勿采信", "盖章时有的内容，现在文件里没有了。"),
    "USAGE": Plain("盖章用的证书不能用来盖章，请勿采信", "这张数字证书是作别的用途发的，盖出来的章不算数。"),
    "OUTSIDE": Plain("盖章时证书不在有效期，请勿采信", "盖章用的数字证书那时还没有生效，或者已经过期。"),
    "REVOKED": Plain("盖章前证书已被吊销，请勿采信", "盖章用的数字证书在盖章以前就作废了。"),
    "SEAL_STRUCTURE": Plain("印章残缺，请勿采信", "印章的数据读不出来，可能被人动过。"),
    "SEAL_OUTSIDE": Plain("盖章时印章不在有效期，请勿采信", "印章那时还没有启用，或者已经过期。"),
    "NOT_LISTED": Plain("盖章的人无权用这枚印章，请勿采信", "印章登记的使用人里没有他。"),
    "MAKER_SIGNATURE": Plain("印章被改过或者是伪造的，请勿采信", "制章单位的签名对不上印章的内容。"),
    "MAKER_UNTRUSTED": Plain("不知道印章是谁做的，请勿采信", "制章单位没有可信的机构担保。"),
    "MAKER_USAGE": Plain("制章用的证书不能用来制章，请勿采信", "制章单位的数字证书是作别的用途发的。"),
    "MAKER_OUTSIDE": Plain("制章时证书不在有效期，请勿采信", "制章单位的数字证书那时还没有生效，或者已经过期。"),
    "MAKER_REVOKED": Plain("制章前证书已被吊销，请勿采信", "制章单位的数字证书在制作这枚印章以前就作废了。"),
    "STAMP_BROKEN": Plain("盖章时间的证明损坏了，请勿采信", "证明盖章时间的时间戳被改过，或者是伪造的。"),
    "STAMP_OTHER": Plain("盖章时间的证明是别处搬来的，请勿采信", "时间戳证明的不是这枚章，是从别的文件上搬来的。"),
    "STAMP_UNTRUSTED": Plain("不知道盖章时间是谁证明的，请勿采信", "出具时间戳的机构没有可信的担保。"),
    "STAMP_EARLIER": Plain("盖章时间自相矛盾，请勿采信", "章上写的时间比时间戳证明的时间还晚。"),
}


def plain(finding: str, label: str) -> Plain:
    """Return the words of a finding; one that has none yet is named by its label and never believed."""
    return FINDINGS.get(finding) or Plain(f"{label}，请勿采信", f"{label}。")


def worst(findings: Collection[str]) -> str:
    """Return the finding to speak of first: a change before a doubt, a doubt before a true seal."""
    order = (*sorted(CHANGED), *sorted(set(findings) - CHANGED - TRUE), *sorted(TRUE))
    return next(each for each in order if each in findings)
