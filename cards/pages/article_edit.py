"""Writing an article or changing one: Markdown with a preview, and what somebody else saved meanwhile beside it."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from cards import markdown, parts
from cards.kit import (
    Button,
    Card,
    Choice,
    Day,
    Footer,
    Option,
    Paragraph,
    Params,
    Press,
    Section,
    Style,
    TextField,
    Widget,
)
from cards.pages.articles import today
from cards.view import View
from inbox import articles, choices
from inbox.access import require_lead
from inbox.mail.languages import KNOWN
from inbox.mail.text import gist
from inbox.models import Article, Audience

NOBODY = "nobody"
_MOST = 98


def draw(session: Session, view: View, params: Params) -> Card:
    """The form, filled with what holds now; empty for a new article."""
    return of(session, view, params, ())


def of(session: Session, view: View, params: Params, shown: tuple[Section, ...], *, seen: int | None = None) -> Card:
    """The same, with more to look at above it; `seen` is the version that the writer has before them."""
    require_lead(view.viewer)
    article = _article(session, view, params)
    version = article.version if article and seen is None else seen
    here = {"article": str(article.id), "seen": str(version or 0)} if article else {}
    return Card(
        name="article-edit",
        title=view.gettext("Change article") if article else view.gettext("New article"),
        subtitle=gist(article.title, parts.SUBJECT) if article else "",
        sections=(
            *shown,
            Section(_text(view, article)),
            Section(_about(session, view, article), title=view.gettext("About this article")),
            Section(_why(view) if article else ()),
        ),
        footer=Footer(
            Button(view.gettext("Save"), Press("save-article", {**here, **parts.BACK}), is_primary=True),
            Button(view.gettext("Preview"), Press("preview-article", here)),
        ),
        carries={"drawn": view.drawn},
    )


def preview(view: View, title: str, body: str) -> tuple[Section, ...]:
    """How what was typed will read."""
    nothing = parts.quiet(view.gettext("Nothing is written yet."))
    told = view.gettext("Preview: %(title)s") % {"title": gist(title, parts.SUBJECT)}
    return (Section(markdown.widgets(body) or (nothing,), title=told),)


def saved_meanwhile(view: View, article: Article) -> tuple[Section, ...]:
    """What somebody else made of it, word for word, so that both can be brought together."""
    warning = view.gettext("Somebody saved this article after you had opened it. Nothing was overwritten. Bring both "
                           "together in your text below; saving again puts it in the place of theirs.")  # fmt: skip
    told = view.gettext("What stands there now: %(title)s") % {"title": gist(article.title, parts.SUBJECT)}
    return Section((parts.warning(warning),)), Section((Paragraph(article.body),), title=told)


def _article(session: Session, view: View, params: Params) -> Article | None:
    if not params.get("article"):
        return None
    return articles.article_for(session, view.viewer, parts.number(params, "article"))


def _text(view: View, article: Article | None) -> tuple[Widget, ...]:
    title = TextField(
        "title", view.gettext("Title"), view.form.text("title", article.title if article else ""),
        max_length=articles.LONGEST_TITLE,
    )  # fmt: skip
    body = TextField(
        "body", view.gettext("Text"), view.form.text("body", article.body if article else ""),
        view.gettext("Markdown: # heading, **bold**, - list, [name](https://…)"), has_many_lines=True,
        max_length=articles.LONGEST,
    )  # fmt: skip
    return *parts.field(view, title, "title"), *parts.field(view, body, "body")


def _about(session: Session, view: View, article: Article | None) -> tuple[Widget, ...]:
    own = view.viewer.language.split("-")[0].split("_")[0]
    usual = article.language if article else own if own in KNOWN else KNOWN[0]
    language = view.form.text("language", usual)
    languages = tuple(Option(one, view.wording.language_called(one), one == language) for one in KNOWN)
    audience = view.form.text("audience", article.audience if article else Audience.STAFF)
    names = {
        Audience.STAFF: view.gettext("Staff only"),
        Audience.PUBLIC: view.gettext("Public: may be told to patients"),
    }
    audiences = tuple(Option(one.value, name, one == audience) for one, name in names.items())
    review = article.review_on if article else today(view) + articles.REVIEW_AFTER
    return (
        *parts.field(view, Choice("language", view.gettext("Language"), languages), "language"),
        *parts.field(view, Choice("audience", view.gettext("Who may read it"), audiences, Style.RADIO), "audience"),
        *parts.field(view, _owner(session, view, article), "owner"),
        *parts.field(view, _teams(session, view, article), "teams"),
        *parts.field(view, Day("review", view.gettext("Review it on"), _day(view, review)), "review"),
    )


def _owner(session: Session, view: View, article: Article | None) -> Choice:
    usual = article.owner_id if article else view.viewer.person_id
    chosen = view.form.text("owner", str(usual) if usual else NOBODY)
    people = choices.staff(session, view.viewer.organization_id, first=usual, limit=_MOST)
    options = [Option(NOBODY, view.gettext("nobody"), chosen == NOBODY)]
    options += [Option(str(one.id), one.name, str(one.id) == chosen) for one in people]
    return Choice("owner", view.gettext("Owner"), tuple(options))


def _teams(session: Session, view: View, article: Article | None) -> Choice:
    before = tuple(str(one) for one in articles.teams_of(session, article)) if article else ()
    chosen = view.form.chosen("teams", before)
    named = choices.teams(session, view.viewer, also={int(one) for one in before}, limit=_MOST)
    options = tuple(Option(str(one.id), one.name, str(one.id) in chosen) for one in named)
    return Choice("teams", view.gettext("For these teams; none: for all"), options, Style.CHECKBOXES)


def _why(view: View) -> tuple[Widget, ...]:
    return (
        TextField(
            "why", view.gettext("What changed, and why"), view.form.text("why"),
            view.gettext("Stands in the list of versions"), max_length=articles.LONGEST_WHY,
        ),
    )  # fmt: skip


def _day(view: View, otherwise: date | None) -> date | None:
    if not view.form.values:
        return otherwise
    written = view.form.text("review")
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return None  # shown again empty, with what is wrong above it
