"""`inbox ai`: how good the model on this machine is, and what it learnt from staff, version by version."""

from __future__ import annotations

import pkgutil
from pathlib import Path
from typing import Any

import click
import orjson

from addon import session as units
from addon.cli import startup
from inbox import learning
from inbox.learning import Version

_EVALUATION = "ai.local.evaluation"
_EMBEDDING = "ai.local.embedding"
"""Loaded when asked for: what they compute with is large, and no other command needs it."""
_file = click.Path(exists=True, dir_okay=False, path_type=Path)
_HEADER = ("seed", "accuracy", "macro F1", "caught", "AUROC", "calib. err.", "fit s", "texts/s", "MB")
_ROWS = 12


@click.group()
def ai() -> None:
    """The AI on this machine: how good it is, what it learnt."""


@ai.command()
@click.option("--train", type=_file, required=True, metavar="FILE", help="CSV with text,label to learn from.")
@click.option("--test", type=_file, required=True, metavar="FILE", help="CSV with text,label to try it on.")
@click.option("--shots", type=click.IntRange(min=0), default=5, show_default=True,
              help="Examples of each label that are learnt from; 0: all.")  # fmt: skip
@click.option("--seeds", type=click.IntRange(min=1), default=3, show_default=True,
              help="How often other examples are drawn; the mean is printed, too.")  # fmt: skip
@click.option("--words-only", is_flag=True, help="As where no sentence model is installed.")
def evaluate(train: Path, test: Path, shots: int, seeds: int, words_only: bool) -> None:
    """Say how well mail like that in a file is sorted.

    Both files are CSV in UTF-8 with a header that names `text` and `label`; other columns are passed over. The label
    `none` says that a text belongs to none of the categories. docs/ai-quality.md tells how to read the figures.
    """
    measuring = pkgutil.resolve_name(_EVALUATION)
    finding = pkgutil.resolve_name(_EMBEDDING)
    try:
        shown, tried = measuring.read(train), measuring.read(test)
        embedder = None if words_only else finding.find()
    except (measuring.Unreadable, finding.NoModel) as error:
        raise click.ClickException(str(error)) from None
    _check(test, shown, tried)
    click.echo(f"{embedder.name if embedder else 'words alone'}; {_sizes(shown, tried, shots)}")
    draws = [measuring.chosen(shown, shots, seed) for seed in range(seeds if shots else 1)]
    results = [measuring.measure(drawn, tried, embedder) for drawn in draws]
    click.echo(_table(results))
    click.echo(_confusion(results))


def _check(path: Path, shown: list[Any], tried: list[Any]) -> None:
    """What is tried should be something that could be learnt."""
    known = {None, *(row.label for row in shown)}
    unknown = [row for row in tried if row.label not in known]
    if unknown:
        names = ", ".join(sorted({row.label for row in unknown})[:5])
        raise click.ClickException(f"{path}, line {unknown[0].line}: labels of which nothing can be learnt: {names}")


def _sizes(shown: list[Any], tried: list[Any], shots: int) -> str:
    labels, nowhere = len({row.label for row in shown if row.label}), sum(row.label is None for row in tried)
    each = f"{shots} examples of each" if shots else "all examples of each"
    return f"{labels} labels, {each}; tried on {len(tried)} texts, {nowhere} of them none of these"


def _table(results: list[Any]) -> str:
    figures = [
        (
            one.accuracy, one.macro_f1, one.caught, one.auroc, one.calibration_error, one.fit_seconds, one.per_second,
            one.megabytes,
        )
        for one in results
    ]  # fmt: skip
    rows = [(str(seed), *row) for seed, row in enumerate(figures)]
    if len(rows) > 1:
        rows.append(("mean", *(sum(column) / len(column) for column in zip(*figures, strict=True))))
    lines = ["  ".join(name.rjust(11) for name in _HEADER)]
    lines += ["  ".join((row[0].rjust(11), *(_figure(value).rjust(11) for value in row[1:]))) for row in rows]
    return "\n".join(lines)


def _figure(value: float) -> str:
    return "–" if value != value else f"{value:.3f}" if value <= 1 else f"{value:.1f}"


def _confusion(results: list[Any]) -> str:
    """What was most often taken for something else."""
    found = sum((one.confusion for one in results[1:]), results[0].confusion)
    lines = [f"{count / len(results):7.1f}  {is_} → {said}" for (is_, said), count in found.most_common(_ROWS)]
    return "\n".join(["Most often mistaken, in one run:", *lines]) if lines else "Nothing was mistaken."


@ai.command()
@startup.json_option
@startup.organization_option
def versions(as_json: bool, key: str | None) -> None:
    """Say which versions are kept, and which one is in use."""
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=False) as session:
        found = learning.versions(session, startup.organization_of(session, key).id)
    if as_json:
        click.echo(orjson.dumps([one._asdict() for one in found], option=orjson.OPT_INDENT_2))
        return
    for one in found:
        click.echo(_told(one))
    if not found:
        click.echo("Nothing was learnt yet.")


@ai.command()
@click.argument("version", type=startup.number)
@startup.organization_option
def rollback(version: int, key: str | None) -> None:
    """Put an earlier VERSION into use, from the next mail on."""
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=True) as session:
        organization = startup.organization_of(session, key)
        is_news = learning.roll_back(session, organization.id, version, by=startup.actor())
    click.echo(f"Version {version} is in use." if is_news else f"Version {version} was in use already.")


def _told(one: Version) -> str:
    right = one.measured.get("accuracy")
    measured = f", {right:.0%} of {one.measured.get('held', 0):.0f} held back were right" if right is not None else ""
    in_use = "  in use" if one.is_current else ""
    return f"{one.version:>4}  {one.trained_at:%Y-%m-%d %H:%M}  {one.examples} examples by staff{measured}{in_use}"
