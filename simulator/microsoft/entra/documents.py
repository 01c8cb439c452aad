"""What Entra publishes about itself."""

import base64
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from simulator.google import keys
from simulator.google.keys import SigningKey
from simulator.microsoft.entra.grants import ANYBODY
from simulator.microsoft.world import World


def discovery(world: World, tenant: str) -> dict[str, Any]:
    """The OpenID configuration of a tenant; that for any leaves the tenant open in its issuer."""
    at = f"{world.entra_url}/{tenant}"
    return {
        "issuer": f"{world.entra_url}/{open_tenant(tenant)}/v2.0",
        "authorization_endpoint": f"{at}/oauth2/v2.0/authorize",
        "token_endpoint": f"{at}/oauth2/v2.0/token",
        "jwks_uri": f"{at}/discovery/v2.0/keys",
        "end_session_endpoint": f"{at}/oauth2/v2.0/logout",
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "response_types_supported": ["code"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "nonce", "preferred_username", "name", "tid", "ver"],
        "tenant_region_scope": None if tenant in ANYBODY else "EU",
        "cloud_instance_name": "microsoftonline.com",
        "msgraph_host": "graph.microsoft.com",
    }


def open_tenant(tenant: str) -> str:
    return "{tenantid}" if tenant in ANYBODY else tenant


def web_key(world: World, key: SigningKey, tenant: str) -> dict[str, Any]:
    """A public key with who may sign with it; Entra does not say which algorithm it is for."""
    certificate = x509.load_pem_x509_certificate(key.certificate_pem.encode())
    plain = certificate.public_bytes(serialization.Encoding.DER)
    numbers = {name: value for name, value in keys.web_key(key).items() if name != "alg"}
    thumbprint = certificate.fingerprint(hashes.SHA1())  # noqa: S303 how Entra names certificates
    return {
        **numbers,
        "x5t": base64.urlsafe_b64encode(thumbprint).rstrip(b"=").decode(),
        "x5c": [base64.b64encode(plain).decode()],
        "issuer": f"{world.entra_url}/{open_tenant(tenant)}/v2.0",
    }


def instances(world: World, host: str) -> dict[str, Any]:
    """That this host is Entra, and the only one."""
    aliases = {"preferred_network": host, "preferred_cache": host, "aliases": [host]}
    return {
        "tenant_discovery_endpoint": f"{world.entra_url}/common/v2.0/.well-known/openid-configuration",
        "api-version": "1.1",
        "metadata": [aliases],
    }
