"""Small DMN texts for tests, built from their parts."""

from xml.sax.saxutils import escape

HEAD = '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="file" name="{name}" namespace="urn:test">'
FOOT = "</definitions>"


def table(rows: list[tuple[str, str]], *, policy: str = "UNIQUE", kind: str = "number", name: str = "费用") -> str:
    """A decision over one number ``amount``: pairs of cell and output."""
    written = "".join(
        f'<rule id="row-{number}"><inputEntry><text>{escape(cell)}</text></inputEntry>'
        f"<outputEntry><text>{escape(output)}</text></outputEntry></rule>"
        for number, (cell, output) in enumerate(rows, 1)
    )
    return (
        f'<decision id="fee" name="{name}"><variable name="{name}"/>'
        '<informationRequirement><requiredInput href="#amount"/></informationRequirement>'
        f'<decisionTable hitPolicy="{policy}"><input id="in-1" label="数量"><inputExpression typeRef="number">'
        f'<text>amount</text></inputExpression></input><output id="out-1" typeRef="{kind}"/>{written}'
        "</decisionTable></decision>"
    )


def model(*parts: str, name: str = "收费标准") -> str:
    """A model with the input ``amount``."""
    head = HEAD.format(name=escape(name))
    given = '<inputData id="amount" name="amount"><variable name="amount" typeRef="number"/></inputData>'
    return head + given + "".join(parts) + FOOT


COMPLETE = model(table([("< 10", "1"), (">= 10", "2")]))
WITH_GAP = model(table([("< 10", "1"), ("> 10", "2")]))
OVERLAPPING = model(table([("<= 10", "1"), (">= 10", "2")]))


def literal(text: str, *, requires: str = "", identifier: str = "answer", name: str = "结论") -> str:
    """A decision that is one expression; ``requires`` is an id of another decision."""
    required = f'<informationRequirement><requiredDecision href="#{requires}"/></informationRequirement>'
    return (
        f'<decision id="{identifier}" name="{name}"><variable name="{name}"/>{required if requires else ""}'
        '<informationRequirement><requiredInput href="#amount"/></informationRequirement>'
        f"<literalExpression><text>{escape(text)}</text></literalExpression></decision>"
    )
