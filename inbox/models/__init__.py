"""The tables, one noun a file."""

from inbox.models.article import (
    Article,
    ArticlePassage,
    ArticleQuery,
    ArticleSuggestion,
    ArticleTeam,
    ArticleVersion,
    Audience,
)
from inbox.models.base import Base
from inbox.models.clock import Calendar, Clock, ClockEvent, ClockEventKind, ClockKind, ClockState, Policy
from inbox.models.contact import Contact, ContactIdentity
from inbox.models.conversation import Conversation, Participant, Priority, Status
from inbox.models.copilot import CopilotKind, CopilotQuestion, CopilotState
from inbox.models.event import Click, Door, Event, EventKind
from inbox.models.insight import InsightWeek, RecurringTopic, ReplyQuality
from inbox.models.label import MailboxLabel
from inbox.models.leave import HandOver, Leave, LeaveSource
from inbox.models.ledger import Ledger, LedgerDoubt, LedgerEntry, Outcome
from inbox.models.link import (
    ConversationLink,
    LinkKind,
    Merge,
    SuggestedLink,
    SuggestionKind,
    SuggestionState,
)
from inbox.models.mailbox import Lease, Mailbox, MailboxState, Wakeup
from inbox.models.message import (
    Asks,
    Attachment,
    Delivery,
    Direction,
    Disposition,
    FailedMail,
    KnownCopy,
    Message,
    MessageHtml,
    Place,
    Reference,
)
from inbox.models.model_server import ModelServer
from inbox.models.note import Mention, Note, NoteVersion
from inbox.models.notice import (
    Channel,
    Notice,
    NoticeSettings,
    Notification,
    Posting,
    PostingState,
    TeamChannel,
)
from inbox.models.organization import Organization, Tenant
from inbox.models.outgoing import Outgoing, OutgoingState, ReplyKind, Then, Trouble
from inbox.models.person import Person, PersonAddress, PersonIdentity, Role
from inbox.models.rule import Rule, RuleOutcome, RuleRun, RuleWait
from inbox.models.tag import Category, ConversationTag, Tag, Template
from inbox.models.team import OnLeave, Routing, Team, TeamMember
from inbox.models.triage import Classifier, Finding, FindingState, ModelCall, TrainingExample, TriageWait
from inbox.models.webhook import SendingState, Webhook, WebhookDelivery

__all__ = [
    "Article",
    "ArticlePassage",
    "ArticleQuery",
    "ArticleSuggestion",
    "ArticleTeam",
    "ArticleVersion",
    "Asks",
    "Attachment",
    "Audience",
    "Base",
    "Calendar",
    "Category",
    "Channel",
    "Classifier",
    "Click",
    "Clock",
    "ClockEvent",
    "ClockEventKind",
    "ClockKind",
    "ClockState",
    "Contact",
    "ContactIdentity",
    "Conversation",
    "ConversationLink",
    "ConversationTag",
    "CopilotKind",
    "CopilotQuestion",
    "CopilotState",
    "Delivery",
    "Direction",
    "Disposition",
    "Door",
    "Event",
    "EventKind",
    "FailedMail",
    "Finding",
    "FindingState",
    "HandOver",
    "InsightWeek",
    "KnownCopy",
    "Lease",
    "Leave",
    "LeaveSource",
    "Ledger",
    "LedgerDoubt",
    "LedgerEntry",
    "LinkKind",
    "Mailbox",
    "MailboxLabel",
    "MailboxState",
    "Mention",
    "Merge",
    "Message",
    "MessageHtml",
    "ModelCall",
    "ModelServer",
    "Note",
    "NoteVersion",
    "Notice",
    "NoticeSettings",
    "Notification",
    "OnLeave",
    "Organization",
    "Outcome",
    "Outgoing",
    "OutgoingState",
    "Participant",
    "Person",
    "PersonAddress",
    "PersonIdentity",
    "Place",
    "Policy",
    "Posting",
    "PostingState",
    "Priority",
    "RecurringTopic",
    "Reference",
    "ReplyKind",
    "ReplyQuality",
    "Role",
    "Routing",
    "Rule",
    "RuleOutcome",
    "RuleRun",
    "RuleWait",
    "SendingState",
    "Status",
    "SuggestedLink",
    "SuggestionKind",
    "SuggestionState",
    "Tag",
    "Team",
    "TeamChannel",
    "TeamMember",
    "Template",
    "Tenant",
    "Then",
    "TrainingExample",
    "TriageWait",
    "Trouble",
    "Wakeup",
    "Webhook",
    "WebhookDelivery",
]
