"""What Graph refuses, in the words and shape of its errors."""

import uuid
from datetime import datetime
from typing import Any


class GraphError(Exception):
    """An answer of Graph that is not a success."""

    def __init__(self, status: int, code: str, message: str, **headers: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def body(self, now: datetime, client_request_id: str = "") -> dict[str, Any]:
        """The error as Graph writes it."""
        request_id = str(uuid.uuid4())
        inner = {
            "date": now.strftime("%Y-%m-%dT%H:%M:%S"),
            "request-id": request_id,
            "client-request-id": client_request_id or request_id,
        }
        return {"error": {"code": self.code, "message": self.message, "innerError": inner}}


def bad_request(message: str, code: str = "BadRequest") -> GraphError:
    """The request makes no sense."""
    return GraphError(400, code, message)


def unauthenticated(message: str) -> GraphError:
    """The token is missing, wrong or over."""
    return GraphError(401, "InvalidAuthenticationToken", message)


def denied() -> GraphError:
    """The token does not go that far."""
    return GraphError(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")


def not_found() -> GraphError:
    """There is no such item in the mailbox."""
    return GraphError(404, "ErrorItemNotFound", "The specified object was not found in the store.")


def folder_not_found() -> GraphError:
    """There is no such folder in the mailbox."""
    return GraphError(404, "ErrorFolderNotFound", "The specified folder could not be found in the store.")


def no_mailbox(name: str) -> GraphError:
    """Nobody of this name has a mailbox."""
    return GraphError(404, "ErrorInvalidUser", f"The requested user '{name}' is invalid.")


def no_user(name: str) -> GraphError:
    """The directory has nobody of this name."""
    message = f"Resource '{name}' does not exist or one of its queried reference-property objects are not present."
    return GraphError(404, "Request_ResourceNotFound", message)


def malformed_id() -> GraphError:
    """This can be the id of nothing."""
    return GraphError(400, "ErrorInvalidIdMalformed", "Id is malformed.")


def inefficient() -> GraphError:
    """The filter and the order do not go together."""
    return GraphError(400, "InefficientFilter", "The restriction or sort order is too complex for this operation.")


def changed_meanwhile() -> GraphError:
    """Somebody else changed the item first."""
    return GraphError(
        412,
        "ErrorIrresolvableConflict",
        "The send or update operation could not be performed because the change key passed in the request does not "
        "match the current change key for the item.",
    )


def not_played(what: str) -> GraphError:
    """A part of Graph the simulator leaves out, and says so."""
    return GraphError(501, "NotImplemented", f"The simulator does not play {what}")
