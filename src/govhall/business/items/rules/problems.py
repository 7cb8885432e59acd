"""What is wrong with an item's content, where, in words for its editor."""

from dataclasses import dataclass

from govhall.kernel.errors import DomainError


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault: ``path`` leads to it (``materials[2].necessity``)."""

    path: str
    message: str
    rule: str = ""

    def __str__(self) -> str:
        return f"{self.path}：{self.message}" if self.path else self.message


class ContentFault(DomainError):
    """An item's content can't be published. ``problems`` lists all faults at once; ``file`` says where they stand."""

    code = "item-content-fault"

    def __init__(self, problems: list[Problem], *, file: str = "") -> None:
        lines = [f"{file}：{problem}" if file else str(problem) for problem in problems]
        super().__init__("事项内容有误：\n" + "\n".join(lines), problems=problems, file=file)
        self.problems = tuple(problems)
        self.file = file
