"""What a person at the terminal sees: steps with their time, errors, sections. It decides nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.status import Status
from rich.text import Text

console = Console(highlight=False, soft_wrap=True)

Note = Callable[[str], None]


@contextmanager
def step(title: str) -> Iterator[Note]:
    """
    Show a step while it runs and its time afterwards; the given function names what is being done right now.

    In a log file there is no spinner: the step is named when it begins and when it ends.
    """
    began = time.monotonic()
    notes: list[str] = []
    if console.is_terminal:
        with console.status(f"{title} …") as status:
            yield lambda text: _update(status, title, text, notes)
    else:
        console.print(f"  {title} …")
        yield notes.append
    detail = f"  {escape(notes[-1])}" if notes else ""
    console.print(f"[green]✓[/green] {title}  [dim]{time.monotonic() - began:.1f} s{detail}[/dim]")


def _update(status: Status, title: str, text: str, notes: list[str]) -> None:
    notes.append(text)
    status.update(f"{title} … [dim]{escape(text)}[/dim]")


def warn(text: str) -> None:
    """Say something that went wrong but does not end the command."""
    console.print(f"[yellow]![/yellow] {escape(text)}")


def fail(text: str, *, code: int = 1) -> NoReturn:
    """End the command with a message for the person who called it."""
    console.print(f"[red]✗[/red] {escape(text)}")
    raise typer.Exit(code)


def plain(text: str) -> Text:
    """Return text of another program as it was coloured there, with nothing of it taken as markup of ours."""
    return Text.from_ansi(text)


def section(title: str) -> None:
    """Print a heading."""
    console.print()
    console.rule(f"[bold]{title}[/bold]", align="left")
