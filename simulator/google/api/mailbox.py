"""The mailbox as a whole: profile, history, watch, settings."""

import json
import re
from typing import Any

from simulator.google import accounts, history, labels, resources, watches
from simulator.google.api import lists
from simulator.google.call import Call
from simulator.google.errors import ApiError, invalid_argument, not_found
from simulator.google.reading import LONGEST_PAGE, USUAL_PAGE

TOPIC = re.compile(r"projects/[^/]+/topics/[^/]+")


def profile(call: Call) -> dict[str, Any]:
    row = call.connection.execute(
        "SELECT count(*), count(DISTINCT thread) FROM messages WHERE account = ?", (call.account.key,)
    ).fetchone()
    return {
        "emailAddress": call.account.email,
        "messagesTotal": row[0],
        "threadsTotal": row[1],
        "historyId": str(call.account.history_id),
    }


def list_history(call: Call) -> dict[str, Any]:
    """A page is cut before it is filtered: it may hold nothing and still not be the last."""
    start = call.parameters.get("startHistoryId")
    if not start:
        raise invalid_argument("Missing required parameter: startHistoryId")
    if call.world.faults.take("history-expired", method="users.history.list", mailbox=call.account.email):
        raise not_found()
    length = lists.most(call, min(call.parameters.get("maxResults") or USUAL_PAGE, LONGEST_PAGE))
    begin = page_start(call, int(start))
    if gap := lists.empty_page(call, begin):
        return {"nextPageToken": gap, "historyId": str(call.account.history_id)}
    try:
        records = history.after(call.connection, call.account, begin, length + 1)
    except history.HistoryLost as lost:
        raise not_found() from lost
    wanted = [resources.change(record) for record in records[:length] if is_wanted(call, record)]
    return (
        ({"history": wanted} if wanted else {})
        | ({"nextPageToken": str(records[length - 1].id)} if len(records) > length else {})
        | {"historyId": str(call.account.history_id)}
    )


def page_start(call: Call, start: int) -> int:
    """The number after which the page begins."""
    token = lists.page_token(call)
    if not token:
        return start
    if int(token) < start:
        raise invalid_argument("Invalid pageToken")
    return int(token)


def is_wanted(call: Call, record: history.Change) -> bool:
    """Whether a record passes the filters of the call."""
    kinds = call.parameters.get("historyTypes")
    label_id = call.parameters.get("labelId")
    return (not kinds or record.kind in kinds) and (not label_id or record.concerns(label_id))


def watch(call: Call) -> dict[str, Any]:
    topic = call.body.get("topicName", "")
    if not TOPIC.fullmatch(topic):
        raise invalid_argument("Invalid topicName does not match projects/*/topics/*")
    if topic not in {each.topic for each in watches.subscriptions(call.connection)}:
        raise ApiError(404, f"Error sending test message to Cloud PubSub {topic} : Resource not found", "notFound")
    current = watches.of(call.connection, call.account, now=call.now)
    if current is not None and current.topic != topic:
        raise invalid_argument(
            "Only one user push notification client allowed per developer (call /stop then try again)"
        )
    label_ids = call.body.get("labelIds", [])
    if unknown := set(label_ids) - labels.keys(call.connection, call.account.key).keys():
        raise invalid_argument(f"Invalid label: {min(unknown)}")
    behaviour = call.body.get("labelFilterBehavior") or call.body.get("labelFilterAction") or "include"
    expires_at = watches.start(call.connection, call.account, topic, label_ids, behaviour, now=call.now)
    return {"historyId": str(call.account.history_id), "expiration": str(expires_at)}


def stop(call: Call) -> None:
    watches.stop(call.connection, call.account)


def list_send_as(call: Call) -> dict[str, Any]:
    return {"sendAs": send_as(call)}


def get_send_as(call: Call) -> dict[str, Any]:
    for alias in send_as(call):
        if alias["sendAsEmail"].casefold() == call.parameters["sendAsEmail"].casefold():
            return alias
    raise not_found()


def send_as(call: Call) -> list[dict[str, Any]]:
    """The addresses the account may send as; its own is the one it uses."""
    own = {"isPrimary": True, "isDefault": True}
    other = {"isPrimary": False, "isDefault": False, "treatAsAlias": True, "verificationStatus": "accepted"}
    return [
        {"sendAsEmail": address, "displayName": name, "replyToAddress": "", "signature": ""}
        | (own if address == call.account.email else other)
        for address, name in accounts.addresses(call.connection, call.account).items()
    ]


def vacation(call: Call) -> dict[str, Any]:
    """The answer that goes out while somebody is away. Fields that were never set are absent."""
    row = call.connection.execute("SELECT settings FROM vacations WHERE account = ?", (call.account.key,)).fetchone()
    return {"enableAutoReply": False} | (json.loads(row["settings"]) if row else {})


def set_vacation(call: Call) -> dict[str, Any]:
    """All of it is replaced. What has an end must end after it begins."""
    start, end = (int(call.body.get(name) or 0) for name in ("startTime", "endTime"))
    if start and end and end <= start:
        raise invalid_argument("Invalid vacation end time")
    values = (call.account.key, json.dumps(dict(call.body)))
    call.connection.execute("INSERT OR REPLACE INTO vacations (account, settings) VALUES (?, ?)", values)
    return vacation(call)
