"""
Turns a question and the synonyms that occur in it into ``tsquery`` literals.

A question is a list of groups that must all be met; a group is a list of alternatives, an alternative a list of words
that belong together. PostgreSQL knows no IDF, so the strict form is tried first and the loose one only if it fails.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from govhall.support.search.rules import words

Alternative = tuple[str, ...]
Group = tuple[Alternative, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question ready to be asked: ``text`` as typed and cleaned, ``also`` the words that synonyms added."""

    text: str
    groups: tuple[Group, ...]
    also: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing is left to look for."""
        return not self.groups

    def strict(self) -> str:
        """Every group must be met."""
        return " & ".join(f"({_any(group)})" for group in self.groups)

    def loose(self) -> str:
        """Any word that is not a filler counts, the parts of long words too."""
        found = {word: None for group in self.groups for alternative in group for word in alternative}
        telling = [word for word in found if word not in words.FILLERS and len(word) > 1] or list(found)
        return " | ".join(_quoted(word) for word in telling)

    def marks(self) -> tuple[str, ...]:
        """The words to mark in a title, longest first."""
        found = {word for group in self.groups for alternative in group for word in alternative}
        return tuple(sorted((word for word in found if word not in words.FILLERS), key=lambda word: (-len(word), word)))


def build(text: str, synonyms: Mapping[str, Iterable[str]]) -> Question:
    """Return the question in ``text`` (see ``words.question``); ``synonyms`` map terms to what they may mean."""
    rest, groups, also = text, [], []
    for term in sorted(synonyms, key=len, reverse=True):
        if term not in rest:
            continue
        rest = rest.replace(term, " ")
        meanings = list(dict.fromkeys(synonyms[term]))
        also += meanings
        groups.append(_group(term, meanings))
    asked = words.cut_question(rest)
    telling = [word for word in asked if word not in words.FILLERS]
    if not groups and not telling:
        telling = asked
    groups += [_group(word, ()) for word in telling]
    return Question(text=text, groups=tuple(group for group in groups if group), also=tuple(dict.fromkeys(also)))


def typed(text: str) -> str:
    """Return the query for a half-typed text: whole words first, then a beginning; in titles and aliases only."""
    *whole, last = words.cut_question(text)
    return " & ".join([*(f"{_quoted(word)}:AB" for word in whole), f"{_quoted(last)}:*AB"])


def _group(term: str, meanings: Iterable[str]) -> Group:
    """The term itself, the words inside it, or one of its meanings."""
    alternatives = [tuple(words.cut_question(term)), tuple(words.parts(term))]
    alternatives += [tuple(words.cut_question(meaning)) for meaning in meanings]
    return tuple(dict.fromkeys(alternative for alternative in alternatives if alternative))


def _any(group: Group) -> str:
    return " | ".join("(" + " & ".join(_quoted(word) for word in alternative) + ")" for alternative in group)


def _quoted(word: str) -> str:
    # ``words.plain`` has left letters, digits and Han characters only.
    return f"'{word}'"
