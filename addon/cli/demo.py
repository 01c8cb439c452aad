"""`inbox demo`: the whole product on this machine, on an invented clinic or on your own mail."""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import click
import orjson
import requests
from sqlalchemy import select

from addon import session as units
from addon.cli import demo_parts, demo_setup, startup
from addon.cli.apply import carry_out
from addon.cli.articles import carry_out as take_in_articles
from addon.cli.demo_setup import Demo, Occupied
from addon.cli.processes import Family, Unstartable
from inbox import log, migrate
from inbox.configuration import reading
from inbox.configuration.document import Document
from inbox.models import Mailbox, Organization
from manifests import google
from workers import runtime as running
from workers.runtime import Runtime

_ACCOUNT = "mailboxes@harbour-clinic.iam.gserviceaccount.com"
_SCOPE = "https://www.googleapis.com/auth/gmail.modify"
_LOOK = 2.0
"""Seconds between two looks after the processes."""


@click.command()
@click.option("--mail", type=click.Path(exists=True, path_type=Path), metavar="PATH",
              help="An mbox, Maildir or folder of mail files to try it on, instead of the clinic's mail.")  # fmt: skip
@click.option("--reset", is_flag=True, help="Forget the last demo and start over.")
@click.option("--folder", default="var", show_default=True, type=click.Path(file_okay=False, path_type=Path),
              help="Where the demo keeps its state.")  # fmt: skip
@click.option("--patient", default=20.0, show_default=True, metavar="SECONDS", type=click.FloatRange(min=0),
              help="How often a patient writes something new; 0 for never. With --mail nobody writes.")  # fmt: skip
def demo(mail: Path | None, reset: bool, folder: Path, patient: float) -> None:
    """Try everything on this machine, without any account.

    Starts simulated mail providers, the add-on, a worker and a ticker, and prints an address to open in a browser.
    Nothing leaves this machine. What you do is kept and is there again next time; Ctrl-C ends it.
    """
    _take_no_settings_from_outside()
    family = Family(say=click.echo)
    with _alone(folder.resolve()) as place, _until_told(family):
        demo_setup.bring_back(place)
        try:
            with demo_setup.starting_over(place) if reset else nullcontext():
                demo = demo_setup.prepare(place, mail.resolve() if mail else None)
                _fill(demo, family)
            _run(demo, family, patient)
        except Occupied as error:
            raise click.ClickException(f"{error}; start over with --reset (make demo RESET=1)") from None
        except Unstartable as error:
            raise click.ClickException(str(error)) from None


def _run(demo: Demo, family: Family, patient: float) -> None:
    with demo_setup.with_ports(demo) as demo:
        runtime = running.build(demo_setup.settings(demo))
        _start(demo, runtime, family, patient=0.0 if demo.mail else patient)
    click.echo(f"\n  Open  {click.style(demo.simulator_url + '/', bold=True)}\n")
    _show_progress(runtime, family)
    click.echo(f"Mail to staff, as notices of what concerns them: {demo.simulator_url}/post/")
    click.echo(f"The add-on itself answers at {demo.web_url}; the mail pages call it as Google and Microsoft would.")
    click.echo(f"Look at it from behind with: {_command()} --settings {_near(demo_setup.write_settings(demo))} --help")
    click.echo(f"Running. What you do is kept in {demo.folder}. Ctrl-C ends it.")
    while True:
        time.sleep(_LOOK)
        family.revive()


def _start(demo: Demo, runtime: Runtime, family: Family, *, patient: float) -> None:
    """Start all processes; those that take long to begin do so side by side."""
    valkey = family.start(demo_parts.valkey(demo))
    _describe_addon(demo, runtime)
    migrate.upgrade(runtime.engine)
    described = reading.read(demo_setup.clinic(demo))
    simulator = family.start(demo_parts.simulator(demo, described, patient=patient))
    web = family.start(demo_parts.ours(demo, "serve"))
    family.wait_for(valkey, lambda: demo_parts.responds(runtime.redis))
    family.wait_for(simulator, lambda: demo_parts.answers(f"{demo.simulator_url}/simulator/state"))
    _found_clinic(demo, described, runtime)
    for name in ("worker", "ticker"):
        family.start(demo_parts.ours(demo, name))
    family.wait_for(web, lambda: demo_parts.answers(f"{demo.web_url}/healthz"))


def _command() -> str:
    """How this program was called."""
    return _near(Path(sys.argv[0]))


def _near(path: Path) -> str:
    """A path as one would type it here."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _take_no_settings_from_outside() -> None:
    """The settings of a real installation must not get into a demo."""
    for name in [name for name in os.environ if name.upper().startswith("INBOX_")]:
        del os.environ[name]
    os.environ.update(demo_setup.surroundings())
    log.configure("CRITICAL")


@contextmanager
def _alone(folder: Path) -> Iterator[Path]:
    """Only one demo at a time in a folder: the lock goes with the process, however it ends."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "demo.lock").open("w")
    except OSError as error:
        raise click.ClickException(f"{folder}: {error.strerror}; choose another with --folder") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise click.ClickException(f"a demo is already running in {folder}; end it with Ctrl-C first") from None
        yield folder


@contextmanager
def _until_told(family: Family) -> Iterator[None]:
    """Ctrl-C, a termination and a closed terminal all end what is inside, and then every process of the family."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        click.echo("\nEnding …")
    finally:
        family.end()


def _fill(demo: Demo, family: Family) -> None:
    if demo.is_filled:
        click.echo(f"Going on with {demo.mail or 'the clinic'}, as you left it.")
    elif family.finish(demo_parts.filling(demo)):
        demo_setup.remember_filled(demo)
    else:
        raise Unstartable("the mail could not be read in; nothing was started")


def _describe_addon(demo: Demo, runtime: Runtime) -> None:
    deployment = google.deployment(runtime.settings)
    (demo.folder / "deployment.json").write_bytes(orjson.dumps(deployment, option=orjson.OPT_INDENT_2))


def _found_clinic(demo: Demo, described: Document, runtime: Runtime) -> None:
    """In the first run: credentials for the mailboxes, and the clinic's file. Later runs keep what was changed."""
    with units.unit(runtime, writes=False) as session:
        if session.scalars(select(Organization.id)).first() is not None:
            return
    asked = {"email": _ACCOUNT, "scopes": [_SCOPE]}
    answer = requests.post(f"{demo.simulator_url}/simulator/service-accounts", json=asked, timeout=10)
    answer.raise_for_status()
    demo_setup.write_private(demo.folder / "service-account.json", answer.content)
    demo_setup.write_private(demo.folder / "entra-app.json", orjson.dumps(demo_parts.entra_app(demo, described)))
    demo_setup.write_private(demo.folder / "language-model.key", demo.client_secret.encode())
    (demo.folder / "clinic.yml").write_text(demo_setup.clinic(demo), encoding="utf-8")
    with startup.told():
        carry_out(runtime, demo.folder / "clinic.yml")
        take_in_articles(runtime, demo_setup.ARTICLES)


def _show_progress(runtime: Runtime, family: Family) -> None:
    """Follow the first reading of the mailboxes until all are read."""
    with click.progressbar(length=1000, label="Reading the mailboxes") as bar:
        shown = 0
        while shown < 1000:
            time.sleep(0.3)
            family.revive()
            done = int(_progress(runtime) * 1000)
            bar.update(max(done - shown, 0))
            shown = max(done, shown)


def _progress(runtime: Runtime) -> float:
    """How much of the first reading of all mailboxes is done, from 0 to 1."""
    with units.unit(runtime, writes=False) as session:
        parts = [one.read_so_far for one in session.scalars(select(Mailbox))]
    return sum(parts) / len(parts) if parts else 1.0
