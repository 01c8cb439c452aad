"""People and shared mailboxes in the directory."""

from simulator.microsoft import accounts, resources
from simulator.microsoft.call import Call, Reply, Route

DIRECTORY = ("User.Read.All", "User.ReadBasic.All", "Directory.Read.All", "User.Read")


def one(call: Call) -> Reply:
    """Somebody."""
    shown = resources.user(call.account, call.options.select)
    return Reply(body={"@odata.context": call.url("$metadata#users/$entity"), **shown})


def everyone(call: Call) -> Reply:
    """Everybody in the caller's tenant."""
    people = [each for each in accounts.everyone(call.connection) if each.tenant == call.caller.tenant]
    start = call.options.skip
    page = people[start : start + (call.options.top or 100)]
    shown = [resources.user(each, call.options.select) for each in page]
    body = {"@odata.context": call.url("$metadata#users"), "value": shown}
    if start + len(page) < len(people):
        body["@odata.nextLink"] = call.url(f"users?$top={call.options.top or 100}&$skip={start + len(page)}")
    return Reply(body=body)


ROUTES = (
    Route("GET", "users", everyone, "users.list", DIRECTORY[:3], ("$select", "$top", "$skip"), resources.USER),
    Route("GET", "users/{user}", one, "users.get", DIRECTORY, ("$select",), resources.USER),
)
