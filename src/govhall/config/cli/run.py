"""
`govhall run`: the whole platform on one machine, from an empty folder to the first page.

The order of steps stands here; how each is done stands in the modules it calls.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType
from typing import Annotated, NoReturn

import typer
from rich.table import Table

from govhall.config.cli import console, environment, frontend, prepare, readiness
from govhall.config.cli.supervisor import Supervisor, clear_leftovers, tail
from govhall.infra import processes
from govhall.infra.database import launcher
from govhall.infra.database.ownership import Ownership

_READY_WITHIN = 90.0
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  (what the user may ask for, not a default)


def command(
    port: Annotated[int, typer.Option(envvar="GOVHALL_PORT", min=1, max=65535, help="TCP port of the web site")] = 8000,
    host: Annotated[str, typer.Option(envvar="GOVHALL_HOST", help="address to listen on")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(envvar="GOVHALL_WORKERS", min=1, max=64, help="web processes")] = 2,
    demo: Annotated[bool, typer.Option(help="load the demonstration province into an empty database")] = True,
    cases: Annotated[bool, typer.Option(help="… with some weeks of work at its desks")] = True,
) -> None:
    """Start database, web and worker; Ctrl-C stops everything."""
    began = time.monotonic()
    home = environment.home()
    environment.log_to(home / "logs" / "run.log")
    _listen_to_signals()
    try:
        ownership = Ownership(home / "run.lock")
        try:
            _run(home, host=host, port=port, workers=workers, demo=demo, cases=cases, began=began)
        finally:
            ownership.release()
    except launcher.DatabaseUnavailableError as error:
        console.fail(str(error))
    except KeyboardInterrupt:
        console.console.print("已停止。 Stopped.")


def _run(home: Path, *, host: str, port: int, workers: int, demo: bool, cases: bool, began: float) -> None:
    if host not in _LOOPBACK and "GOVHALL_HOSTS" not in os.environ:
        console.warn(
            "请在 GOVHALL_HOSTS 中列出域名或地址，否则访问会被拒绝。"
            " List the host names in GOVHALL_HOSTS, else requests are refused."
        )
    if count := clear_leftovers(home):
        console.warn(f"已结束上次遗留的 {count} 个进程。 Ended {count} processes that the last run left.")
    _refuse_taken_port(host, port)
    with console.step("数据库 database"):
        server = launcher.ensure_running(home)
    supervisor = Supervisor(home, server)
    try:
        environment.use_database(server)
        os.environ.setdefault("GOVHALL_URL", f"http://{_shown(host)}:{port}")
        frontend.build()
        if not readiness.is_prepared(home, server, demo=demo):
            _prepare(demo=demo, cases=cases)
            readiness.remember(home, server, demo=demo)
        _start(supervisor, host=host, port=port, workers=workers)
        _greet(home, f"http://{_shown(host)}:{port}", time.monotonic() - began)
        while True:
            supervisor.tick()
            time.sleep(0.25)
    finally:
        _ignore_signals()
        supervisor.stop()


def _prepare(*, demo: bool, cases: bool) -> None:
    arguments = ["prepare", "--demo" if demo else "--no-demo", "--cases" if cases else "--no-cases"]
    child = subprocess.Popen(
        [sys.executable, "-m", "govhall.config", *arguments], preexec_fn=processes.die_with_parent(signal.SIGTERM)
    )
    try:
        code = child.wait()
    except BaseException:
        child.terminate()
        child.wait()
        raise
    if code != 0:
        console.fail("数据库未能准备好，见上。 The database could not be prepared, see above.")


def _start(supervisor: Supervisor, *, host: str, port: int, workers: int) -> None:
    with console.step("网站与后台任务 web and worker"):
        web = supervisor.start("web", web_command(host, port, workers))
        worker = supervisor.start("worker", [sys.executable, "-m", "govhall.config", "worker"])
        address = f"http://{_shown(host)}:{port}/healthz"
        ready = supervisor.wait_until(lambda: _answers(address), seconds=_READY_WITHIN)
    if not ready:
        lines = "\n".join(filter(None, (tail(web), tail(worker))))
        console.fail(f"网站未能启动。 The web site did not start:\n{lines}")


def web_command(host: str, port: int, workers: int) -> list[str]:
    """WSGI with one blocking thread a process: measured fastest, and one database connection each."""
    options = ["--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers)]
    options += ["--blocking-threads", "1", "--http", "1", "--no-ws", "--log-level", "warning"]
    options += ["--respawn-failed-workers", "--respawn-interval", "0.5", "--workers-kill-timeout", "3"]
    return [sys.executable, "-m", "granian", *options, "govhall.config.wsgi:application"]


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            holder = processes.listening_on(port) or error.strerror
            console.fail(
                f"不能使用 {host}:{port}：{holder}。 {host}:{port} can't be used: {holder}."
                f" 请换一个端口 choose another port: govhall run --port {port + 1 if port < 65535 else 8000}"
            )


def _answers(address: str) -> bool:
    """Return whether the site says that it is well."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310  (our own http address)
            return int(answer.status) == 200
    except (urllib.error.URLError, OSError):
        return False


def _shown(host: str) -> str:
    address = _EVERYWHERE.get(host, host)
    return f"[{address}]" if ":" in address else address


def _greet(home: Path, address: str, seconds: float) -> None:
    table = Table(box=None, show_header=False, padding=(0, 2))
    table.add_row("门户 portal", f"{address}/")
    table.add_row("工作台 workspace", f"{address}/desk/")
    table.add_row("健康 health", f"{address}/healthz")
    table.add_row("数据 data", str(home))
    console.console.print(f"\n[bold]政务大厅已启动 GovHall is up[/bold]  [dim]{seconds:.1f} s[/dim]")
    console.console.print(table)
    _show_demo_accounts(home / prepare.DEMO_MARK)
    console.console.print("[dim]Ctrl-C 停止全部 stops everything[/dim]\n")


def _show_demo_accounts(mark: Path) -> None:
    """Officers also need a second factor: any authenticator app takes the secret, or `govhall code USERNAME`."""
    if not mark.exists():
        return
    lines = ["", f"{'演示账号 account':<28}{'密码 password':<16}{'动态口令密钥 TOTP secret':<28}身份 who"]
    for who, username, password, secret in json.loads(mark.read_text(encoding="utf-8")):
        lines.append(f"{username:<30}{password:<18}{secret or '-':<34}{who}")
    lines.append("当前动态口令 current code: ./govhall code USERNAME")
    # Never cut: a secret that is folded at the edge of the window can't be copied.
    console.console.print("\n".join(lines), soft_wrap=True, highlight=False)


def _listen_to_signals() -> None:
    """Ctrl-C, `kill` and a closed terminal all end the command in the same way; `nohup` keeps its meaning."""
    signal.signal(signal.SIGINT, _interrupt)
    signal.signal(signal.SIGTERM, _interrupt)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _interrupt)


def _ignore_signals() -> None:
    """Stopping takes some seconds and must not be interrupted by an impatient second Ctrl-C."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
