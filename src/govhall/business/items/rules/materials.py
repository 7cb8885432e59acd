"""
Situation questions → the materials that apply (事项管理: 情形). Answers map question codes to a value or a list.

An answer that a question doesn't offer is dropped, never trusted: answers come out of addresses.
"""

from collections.abc import Collection, Mapping, Sequence

from govhall.business.items.rules import conditions
from govhall.business.items.values.content import ItemContent, Material, Question
from govhall.business.items.values.lists import MaterialPlan

Answers = Mapping[str, str | list[str]]


def answers_from_query(item: ItemContent, query: Mapping[str, Sequence[str]]) -> dict[str, str | list[str]]:
    """Return the valid answers in a query (``QueryDict.lists`` as a mapping): lists where a question takes many."""
    answers: dict[str, str | list[str]] = {}
    for question in item.questions:
        chosen = _chosen(question, query.get(question.code, ()))
        if chosen:
            answers[question.code] = chosen if question.many else chosen[0]
    return answers


def _chosen(question: Question, given: Sequence[str]) -> list[str]:
    return [option.value for option in question.options if option.value in given]


def unanswered(item: ItemContent, answers: Answers) -> tuple[Question, ...]:
    """Return the questions that are still open."""
    return tuple(question for question in item.questions if not answers.get(question.code))


def materials_for(
    item: ItemContent, answers: Answers, *, held_certificates: Collection[str] | None = None, is_identified: bool = True
) -> MaterialPlan:
    """
    Sort the item's materials for this situation.

    ``held_certificates`` are the keys of certificates that the state holds for the applicant; None means not known
    yet, and then materials that a certificate replaces count as held. ``is_identified`` likewise for identity.
    """
    names = frozenset(question.code for question in item.questions)
    open_names = frozenset(question.code for question in unanswered(item, answers))
    sorted_out: dict[str, list[Material]] = {"to_prepare": [], "generated": [], "held": [], "undecided": []}
    for material in item.materials:
        if material.applies_if and not conditions.holds(material.applies_if, answers, names):
            if conditions.names_in(material.applies_if, names) & open_names:
                sorted_out["undecided"].append(material)
            continue
        sorted_out[_place(material, held_certificates, is_identified)].append(material)
    return MaterialPlan(**{place: tuple(found) for place, found in sorted_out.items()})


def _place(material: Material, held: Collection[str] | None, is_identified: bool) -> str:
    match material.exempt_by:
        case None:
            return "to_prepare"
        case exemption if exemption.reason == "generated":
            return "generated"
        case exemption if exemption.reason == "identity":
            return "held" if is_identified else "to_prepare"
        case exemption:
            return "held" if held is None or exemption.certificate in held else "to_prepare"
