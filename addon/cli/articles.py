"""`inbox articles`: the knowledge base as a folder of Markdown files, taken in and out."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy import select

from addon import session as units
from addon.cli import startup
from inbox import article_files
from inbox.article_files import Faulty, File
from inbox.models import Article
from workers.runtime import Runtime

_SUFFIX = ".md"


@click.group()
def articles() -> None:
    """Take the knowledge base in and out as files."""


@articles.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path), metavar="FOLDER|FILE")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@startup.organization_option
def import_(path: Path, dry_run: bool, key: str | None) -> None:
    """Take in the Markdown files of FOLDER, or one FILE.

    A file begins with a head of YAML between two lines `---`: title, language, and if wanted audience (staff-only or
    public), owner (an address), teams (a list of keys), review (a day). Its name finds the article again: taking it in
    once more changes what is different and nothing else. Nothing is taken in unless every file can be.
    """
    with startup.told():
        told = carry_out(startup.runtime(), path, key, dry_run=dry_run)
    for line in told:
        click.echo(line)
    if not told:
        click.echo("Nothing to change.")
    elif dry_run:
        click.echo("Nothing was changed: this was a dry run.")


@articles.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--archived", is_flag=True, help="Those that are archived, too.")
@startup.organization_option
def export(folder: Path, archived: bool, key: str | None) -> None:
    """Write every article into FOLDER, a file each. Files that are there already are written anew."""
    runtime = startup.runtime()
    with startup.told(), units.unit(runtime, writes=False) as session:
        organization = startup.organization_of(session, key)
        query = select(Article).where(Article.organization_id == organization.id).order_by(Article.key)
        rows = session.scalars(query if archived else query.where(Article.archived_at.is_(None))).all()
        folder.mkdir(parents=True, exist_ok=True)
        for one in rows:
            (folder / f"{one.key}{_SUFFIX}").write_text(article_files.written(session, one), encoding="utf-8")
    click.echo(f"{len(rows)} articles are in {folder}.")


def carry_out(runtime: Runtime, path: Path, key: str | None = None, *, dry_run: bool = False) -> list[str]:
    """Take files in, all or none; says of each that brought something what it did."""
    files = [(one, _read(one)) for one in (sorted(path.glob(f"*{_SUFFIX}")) if path.is_dir() else [path])]
    if not files:
        raise click.ClickException(f"{path} holds no file that ends in {_SUFFIX}")
    told = []
    with units.unit(runtime, writes=True) as session:
        organization = startup.organization_of(session, key)
        for place, file in files:
            try:
                done = article_files.bring(session, organization.id, file, by=startup.actor())
            except Faulty as fault:
                raise click.ClickException(f"{place}, {fault}") from None
            if done:
                told.append(f"{file.key}: {done}")
        if dry_run:
            session.rollback()
    return told


def _read(place: Path) -> File:
    try:
        return article_files.read(place.stem, place.read_bytes().decode("utf-8"))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise click.ClickException(f"{place}, line {line}: this is not UTF-8 text") from None
    except Faulty as fault:
        raise click.ClickException(f"{place}, {fault}") from None
