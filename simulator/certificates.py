"""Certificates made on the spot, for the simulated servers that speak TLS."""

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LIFETIME = timedelta(days=365)


def make_certificate(path: Path, names: list[str]) -> Path:
    """A certificate for these names in a file, its key in another; one that is there stays, for those who trust it."""
    if path.exists():
        return path
    key = ec.generate_private_key(ec.SECP256R1())
    path.parent.mkdir(parents=True, exist_ok=True)
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    key_file(path).write_bytes(key.private_bytes(serialization.Encoding.PEM, *plain))
    key_file(path).chmod(0o600)
    path.write_bytes(certificate(key, names).public_bytes(serialization.Encoding.PEM))
    return path


def key_file(path: Path) -> Path:
    """Where the key of a certificate lies."""
    return path.with_suffix(".key")


def shown_by(path: Path) -> ssl.SSLContext:
    """What a server encrypts with that shows this certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path, key_file(path))
    return context


def certificate(key: ec.EllipticCurvePrivateKey, names: list[str]) -> x509.Certificate:
    """A certificate that signs itself."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Simulator")])
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.SubjectAlternativeName([alternative(each) for each in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
