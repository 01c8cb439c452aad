"""What Entra refuses, as the dictionaries it answers with."""

import uuid
from datetime import datetime
from typing import Any


class Refused(Exception):
    """A token is not given, for the reason of this number."""

    def __init__(self, error: str, number: int, message: str, *, status: int = 400, **more: str) -> None:
        super().__init__(message)
        self.error = error
        self.number = number
        self.message = message
        self.status = status
        self.more = more

    def body(self, now: datetime) -> dict[str, Any]:
        """The refusal as Entra writes it."""
        trace, correlation = str(uuid.uuid4()), str(uuid.uuid4())
        moment = now.strftime("%Y-%m-%d %H:%M:%SZ")
        traces = f"Trace ID: {trace} Correlation ID: {correlation} Timestamp: {moment}"
        return {
            "error": self.error,
            "error_description": f"AADSTS{self.number}: {self.message} {traces}",
            "error_codes": [self.number],
            "timestamp": moment,
            "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": f"https://login.microsoftonline.com/error?code={self.number}",
            **self.more,
        }


def unknown_tenant(name: str) -> Refused:
    """There is no such organisation."""
    return Refused("invalid_request", 90002, f"Tenant '{name}' not found. Check to make sure you have the correct ID.")


def unknown_application(name: str) -> Refused:
    """The organisation knows no such application."""
    message = f"Application with identifier '{name}' was not found in the directory."
    return Refused("unauthorized_client", 700016, message)


def missing(parameter: str) -> Refused:
    """The request leaves something out."""
    return Refused("invalid_request", 900144, f"The request body must contain the following parameter: '{parameter}'.")


def wrong_secret(application: str) -> Refused:
    """The application cannot prove who it is."""
    message = f"Invalid client secret provided. Ensure the secret being sent is right, for app '{application}'."
    return Refused("invalid_client", 7000215, message, status=401)


def no_proof() -> Refused:
    """The application does not even try to prove who it is."""
    message = "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."
    return Refused("invalid_client", 7000218, message, status=401)


def wrong_certificate(why: str) -> Refused:
    """The assertion was not signed with the application's certificate."""
    return Refused(
        "invalid_client", 700027, f"The certificate used to sign the assertion is not good. {why}", status=401
    )


def wrong_scope(scope: str) -> Refused:
    """Nothing has such a scope."""
    return Refused("invalid_scope", 70011, f"The provided value for the input parameter 'scope' is not valid: {scope}.")


def needs_default(scope: str) -> Refused:
    """An application by itself gets what it was let do, and no part of it."""
    message = (
        f"The provided value for scope {scope} is not valid. Client credential flows must have a scope value with "
    )
    return Refused("invalid_scope", 1002012, message + "/.default suffixed to the resource identifier.")


def unknown_resource(name: str) -> Refused:
    """There is nothing of this name that tokens could be for."""
    return Refused("invalid_resource", 500011, f"The resource principal named {name} was not found in the tenant.")


def not_consented(application: str) -> Refused:
    """Nobody let the application do this for the person."""
    message = f"The user or administrator has not consented to use the application with ID '{application}'."
    return Refused("invalid_grant", 65001, message, suberror="consent_required")


def interaction(claims: str) -> Refused:
    """The person must do something first."""
    message = "Due to a configuration change made by your administrator, you must use multi-factor authentication."
    return Refused("interaction_required", 50076, message, suberror="basic_action", claims=claims)


def bad_assertion(number: int, why: str) -> Refused:
    """The token that stands for the person is not good."""
    return Refused("invalid_grant", number, why)


def not_on_behalf(application: str) -> Refused:
    """The token stands for no person who let the application do anything."""
    message = f"Application '{application}' is not allowed to make application on-behalf-of calls."
    return Refused("invalid_grant", 7000114, message)


def unsupported_use(use: str) -> Refused:
    """Tokens are exchanged for one use alone."""
    return Refused("invalid_request", 90014, f"The value '{use}' of requested_token_use is not supported.")


def bad_code(number: int, why: str) -> Refused:
    """The code or refresh token is not good."""
    return Refused("invalid_grant", number, why)
