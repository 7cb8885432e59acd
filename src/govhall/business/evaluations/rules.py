"""
好差评: once per case, tags that fit the level, bad ones are called back (国办发〔2019〕51号; standards.md 7).

The deadlines are the platform's defaults, since the national text gives none [I].
"""

from collections.abc import Sequence

from govhall.business.evaluations.choices import Satisfaction
from govhall.kernel.errors import InvalidInput
from govhall.standards.tables import code_table

BAD = frozenset({Satisfaction.BAD, Satisfaction.VERY_BAD})
TEXT_LONGEST = 500
VERIFY_DAYS, RECTIFY_DAYS = 1, 5  # working days after a bad evaluation


def national(satisfaction: Satisfaction) -> str:
    """Return the level as the national interface counts: 5 is the best."""
    return str(6 - int(satisfaction))


def tags_for(satisfaction: Satisfaction) -> Sequence[tuple[str, str]]:
    """Return the national detail codes with labels that fit a level (standards.md 7.3)."""
    level = national(satisfaction)
    return [(code, label) for code, label in code_table("evaluation-detail").choices if code.startswith(level)]


def check(satisfaction: str, tags: Sequence[str], text: str) -> Satisfaction:
    """
    Return the level if tags and text fit.

    :raises InvalidInput: with the field that is wrong
    """
    if satisfaction not in Satisfaction.values:
        raise InvalidInput("请选择满意程度。", fields={"satisfaction": ["请选择满意程度。"]})
    level = Satisfaction(satisfaction)
    if set(tags) - {code for code, _ in tags_for(level)}:
        raise InvalidInput("所选标签与满意程度不符，请重新选择。", fields={"tags": ["标签与满意程度不符。"]})
    if len(text) > TEXT_LONGEST:
        message = f"最多 {TEXT_LONGEST} 个字，您写了 {len(text)} 个。"
        raise InvalidInput(message, fields={"text": [message]})
    if level in BAD and not tags and not text.strip():
        message = "请选一项或写几句话，我们才知道怎么改。"
        raise InvalidInput(message, fields={"tags": [message]})
    return level
