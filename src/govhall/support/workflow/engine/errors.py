"""What can go wrong with a process file or a running process."""

from govhall.kernel.errors import DomainError


class ProcessInvalid(DomainError):
    """The BPMN file can't be used; ``context`` holds the id of the element at fault."""

    code = "process-invalid"

    def __init__(self, message: str, *, element: str = "") -> None:
        super().__init__(f"{message}（元素 {element}）" if element else message, element=element)


class ProcessStuck(DomainError):
    """The process can't go on: no condition of a gateway holds, or an expression fails."""

    code = "process-stuck"
