"""Google's addresses for signing in: OpenID discovery, the authorization endpoint, and who somebody is."""

from flask import Blueprint, Response, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from simulator import pages
from simulator.google import accounts, sign_in, tokens
from simulator.google.routes import public, world, written

routes = Blueprint("google-sign-in", __name__)


@routes.errorhandler(sign_in.NoSignIn)
def no_sign_in(trouble: sign_in.NoSignIn) -> ResponseReturnValue:
    """Say why nobody can sign in."""
    return written("auth", Response(pages.refusal(str(trouble))), trouble.status)


@routes.get("/.well-known/openid-configuration")
def discovery() -> ResponseReturnValue:
    """Where everything is."""
    at = world().config.public_url
    return public(
        jsonify(
            issuer=tokens.ISSUER,
            authorization_endpoint=f"{at}/o/oauth2/v2/auth",
            token_endpoint=f"{at}/token",
            userinfo_endpoint=f"{at}/v1/userinfo",
            revocation_endpoint=f"{at}/revoke",
            jwks_uri=f"{at}/oauth2/v3/certs",
            response_types_supported=["code"],
            subject_types_supported=["public"],
            id_token_signing_alg_values_supported=["RS256"],
            scopes_supported=["openid", "email", "profile"],
            token_endpoint_auth_methods_supported=["client_secret_post", "client_secret_basic"],
            code_challenge_methods_supported=["S256"],
            grant_types_supported=["authorization_code", "refresh_token"],
        )
    )


@routes.route("/o/oauth2/v2/auth", methods=["GET", "POST"])
def authorize() -> ResponseReturnValue:
    """Let somebody sign in: the person named in login_hint at once, others by choosing."""
    with world().store.writing() as connection:
        asked = sign_in.read(connection, request.args)
        who = sign_in.person(connection, asked, request.form.get("account", ""))
        if request.form.get("cancel"):
            values = {"error": "access_denied"}
        elif who:
            values = sign_in.begin(connection, asked, who, now=world().clock())
        elif request.args.get("prompt") == "none":
            values = {"error": "interaction_required"}
        else:
            people = [(each.email, each.name, each.email) for each in accounts.everyone(connection)]
            return written("auth", Response(pages.choice(asked.client, people)), 200)
    return written("auth", redirect(asked.target(values)), 302)  # type: ignore[arg-type]


@routes.get("/v1/userinfo")
def user_info() -> ResponseReturnValue:
    """Who the token is about."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    with world().store.reading() as connection:
        known = tokens.look_up(connection, token, now=world().clock())
        account = accounts.find(connection, known.email) if known else None
    if account is None:
        return written("userinfo", jsonify(error="invalid_request"), 401)
    claims = tokens.user_claims(account, "")
    shown = {name: claims[name] for name in ("sub", "email", "email_verified", "hd")}
    return written("userinfo", jsonify({**shown, "name": account.name}), 200)
