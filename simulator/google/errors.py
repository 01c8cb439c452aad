"""What Google refuses, in the words and shapes of its JSON errors."""

from typing import Any

STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    413: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
}


class ApiError(Exception):
    """An answer of the Gmail API that is not a success."""

    def __init__(self, code: int, message: str, reason: str, **more: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.reason = reason
        self.status: str = more.pop("status", STATUSES.get(code, "UNKNOWN"))
        self.domain: str = more.pop("domain", "global")
        self.details: list[dict[str, Any]] = more.pop("details", [])
        self.headers: dict[str, str] = more.pop("headers", {})
        self.location: dict[str, str] = more

    def body(self) -> dict[str, Any]:
        """The error as the API writes it."""
        first = {"message": self.message, "domain": self.domain, "reason": self.reason, **self.location}
        error = {"code": self.code, "message": self.message, "errors": [first], "status": self.status}
        return {"error": error | ({"details": self.details} if self.details else {})}


def invalid_argument(message: str) -> ApiError:
    """The request can be read, but asks for something that cannot be."""
    return ApiError(400, message, "invalidArgument")


def malformed(description: str) -> ApiError:
    """The request does not fit the API's own description."""
    violation = {"@type": "type.googleapis.com/google.rpc.BadRequest"}
    details = [violation | {"fieldViolations": [{"description": description}]}]
    return ApiError(400, description, "invalid", details=details)


def failed_precondition(message: str = "Precondition check failed.") -> ApiError:
    return ApiError(400, message, "failedPrecondition", status="FAILED_PRECONDITION")


def login_required() -> ApiError:
    return ApiError(
        401,
        "Request is missing required authentication credential. Expected OAuth 2 access token, login cookie "
        "or other valid authentication credential.",
        "required",
        location="Authorization",
        locationType="header",
    )


def invalid_credentials() -> ApiError:
    return ApiError(
        401,
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie "
        "or other valid authentication credential.",
        "authError",
        location="Authorization",
        locationType="header",
    )


def insufficient_scopes(method: str) -> ApiError:
    info = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        "domain": "googleapis.com",
        "metadata": {"service": "gmail.googleapis.com", "method": method},
    }
    message = "Request had insufficient authentication scopes."
    return ApiError(403, message, "insufficientPermissions", details=[info])


def forbidden(message: str) -> ApiError:
    return ApiError(403, message, "forbidden")


def not_found() -> ApiError:
    return ApiError(404, "Requested entity was not found.", "notFound")


def conflict(message: str) -> ApiError:
    return ApiError(409, message, "aborted")


def too_fast(retry_after: str, *, code: int = 403) -> ApiError:
    """More quota units in a minute than a user has."""
    message = f"User-rate limit exceeded.  Retry after {retry_after}"
    return ApiError(code, message, "userRateLimitExceeded", domain="usageLimits", status="RESOURCE_EXHAUSTED")


def daily_limit() -> ApiError:
    message = "Daily Limit Exceeded. The quota will be reset at midnight Pacific Time (PT)."
    return ApiError(403, message, "dailyLimitExceeded", domain="usageLimits")


def not_played(method: str) -> ApiError:
    """A part of the API the simulator leaves out, and says so."""
    return ApiError(501, f"The simulator does not play {method}", "notImplemented")
