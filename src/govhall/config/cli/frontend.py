"""Has the front end of a checkout compiled when its sources changed; an installed package carries it compiled."""

from __future__ import annotations

import importlib

from govhall.config.cli import console

_BUILDER = "govhall.channels.look.build"


def build() -> None:
    """Bring the compiled front end up to date; ends the command when that fails."""
    # By name: the builder is a tool of its app, not an interface that other apps may import.
    builder = importlib.import_module(_BUILDER)
    try:
        with console.step("前端 front end"):
            builder.build()
    except builder.FrontEndBuildFailed as error:
        console.fail(f"前端未能生成。 The front end could not be built: {error}")
