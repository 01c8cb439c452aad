"""The file's words: tags, categories and templates."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.configuration.changes import Changes, How
from inbox.configuration.document import Document
from inbox.models import Category, Conversation, ConversationTag, Organization, Tag, Team, Template


def apply(
    session: Session, organization: Organization, document: Document, teams: dict[str, Team], changes: Changes
) -> None:
    """Add, change and remove; a tag or category that conversations carry is kept and said so."""
    _tags(session, organization, document, changes)
    _categories(session, organization, document, changes)
    _templates(session, organization, document, teams, changes)


def _tags(session: Session, organization: Organization, document: Document, changes: Changes) -> None:
    query = select(Tag).where(Tag.organization_id == organization.id)
    known = {tag.name.lower(): tag for tag in session.scalars(query)}
    for part in document.tags:
        found = known.pop(part.name.lower(), None)
        row = found or Tag(organization_id=organization.id, name=part.name)
        changes.bring(
            row, f"tag {part.name}", is_new=found is None, name=part.name, color=part.color,
            show_in_mailbox=part.show_in_mailbox, skills=list(part.skills),
        )  # fmt: skip
        session.add(row)
    for tag in known.values():
        used = session.scalars(select(ConversationTag.tag_id).where(ConversationTag.tag_id == tag.id).limit(1)).first()
        _take_away(session, tag, f"tag {tag.name}", changes, is_used=used is not None)


def _categories(session: Session, organization: Organization, document: Document, changes: Changes) -> None:
    query = select(Category).where(Category.organization_id == organization.id)
    known = {category.key: category for category in session.scalars(query)}
    for position, part in enumerate(document.categories):
        found = known.pop(part.key, None)
        row = found or Category(organization_id=organization.id, key=part.key)
        changes.bring(
            row, f"category {part.key}", is_new=found is None, name=part.name, description=part.description,
            examples=list(part.examples), position=position, skills=list(part.skills),
        )  # fmt: skip
        session.add(row)
    for category in known.values():
        used = session.scalars(select(Conversation.id).where(Conversation.category_id == category.id).limit(1)).first()
        _take_away(session, category, f"category {category.key}", changes, is_used=used is not None)


def _templates(
    session: Session, organization: Organization, document: Document, teams: dict[str, Team], changes: Changes
) -> None:
    query = select(Template).where(Template.organization_id == organization.id)
    known = {(template.key, template.language): template for template in session.scalars(query)}
    for position, part in enumerate(document.templates):
        found = known.pop((part.key, part.language), None)
        row = found or Template(organization_id=organization.id, key=part.key, language=part.language)
        changes.bring(
            row, f"template {part.key} ({part.language})", is_new=found is None, name=part.name,
            team_id=teams[part.team].id if part.team else None, subject=part.subject, body=part.body,
            position=position,
        )  # fmt: skip
        session.add(row)
    for template in known.values():
        what = f"template {template.key} ({template.language})"
        _take_away(session, template, what, changes, is_used=False)


def _take_away(session: Session, row: Tag | Category | Template, what: str, changes: Changes, *, is_used: bool) -> None:
    if is_used:
        changes.note(How.KEPT, what, "it is not in the file, but conversations carry it")
    else:
        session.delete(row)
        changes.note(How.REMOVED, what)
