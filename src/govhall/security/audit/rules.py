"""
What entries are called. Every app declares its actions, targets and details in words, since an auditor reads words.

Must not decide what is recorded: an action that nobody declared is recorded and shown by its code.
"""

from collections.abc import Mapping

# Words may be translated late: they are turned into text when they are shown.
_actions: dict[str, object] = {}
_groups: dict[str, str] = {}
_targets: dict[str, object] = {}
_details: dict[str, object] = {}
_values: dict[tuple[str, str], object] = {}


def declare(
    *,
    group: str,
    actions: Mapping[str, object],
    targets: Mapping[str, object] | None = None,
    details: Mapping[str, object] | None = None,
    values: Mapping[str, Mapping[str, object]] | None = None,
) -> None:
    """
    Make the words of an app known: its name as a ``group``, action codes, kinds of targets, keys and values of details.

    :raises ValueError: if an action is declared twice in different words
    """
    for code, label in actions.items():
        if _actions.get(code, label) != label:
            raise ValueError(f"audit action {code!r} is declared differently elsewhere")
    _actions.update(actions)
    _groups.update(dict.fromkeys(actions, group))
    _targets.update(targets or {})
    _details.update(details or {})
    for key, labels in (values or {}).items():
        _values.update({(key, value): label for value, label in labels.items()})


def is_declared(action: str) -> bool:
    """Say whether an auditor finds this action under a name."""
    return action in _actions


def action_label(code: str) -> str:
    """Return the words for an action, or its code."""
    return str(_actions.get(code, code))


def target_label(kind: str) -> str:
    """Return the words for a kind of target, or the kind."""
    return str(_targets.get(kind, kind))


def detail_line(key: str, value: object) -> tuple[str, str]:
    """Return a detail as label and words."""
    words = ("是" if value else "否") if isinstance(value, bool) else _values.get((key, str(value)), value)
    return str(_details.get(key, key)), str(words)


def groups() -> Mapping[str, Mapping[str, str]]:
    """Return all actions by group, in the order in which they were declared."""
    found: dict[str, dict[str, str]] = {}
    for code, label in _actions.items():
        found.setdefault(str(_groups[code]), {})[code] = str(label)
    return found
