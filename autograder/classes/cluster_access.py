"""How a Dask scheduler is talked to: over TLS, or within this machine, or openly if somebody insists.

Whoever reaches a scheduler can have its workers run anything, and the grader with its answers travels through it.
"""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from distributed.security import Security

from autograder.errors import AutograderError

_CA, _CERTIFICATE, _KEY = "ca.pem", "cert.pem", "key.pem"
_DOCUMENTED = "docs/scale.md says how to make certificates."


@dataclass(frozen=True)
class Access:
    """How to reach a scheduler.

    Attributes:
        address: of it, such as ``tls://10.0.0.1:8786``.
        security: certificates, and whether what is not encrypted is refused.
    """

    address: str
    security: Security


def find_access(address: str, certificates: Path | None = None, *, insecure: bool = False) -> Access:
    """Decide how to reach a scheduler.

    Args:
        address: of it; without a scheme it is ``tls`` where there are certificates, and ``tcp`` otherwise.
        certificates: folder with ``ca.pem``, ``cert.pem`` and ``key.pem``; without it, certificates are those of Dask's
            own configuration, if it names some.
        insecure: whether a scheduler on another machine may be talked to without TLS.

    Raises:
        AutograderError: a certificate is missing or cannot be used, or the connection would be open to others.
    """
    security = _read(certificates) if certificates is not None else Security()
    encrypted = security.tls_ca_file is not None and security.tls_client_cert is not None
    if "://" not in address:
        address = f"{'tls' if encrypted else 'tcp'}://{address}"
    scheme = address.partition("://")[0]
    if scheme == "tls":
        if not encrypted:
            raise AutograderError(
                f"There are no certificates to talk to {address} with.", "Name their folder: --dask-tls DIR."
            )
        security.require_encryption = True
        return Access(address, security)
    if certificates is not None:
        raise AutograderError(
            f"{address} is not encrypted, and --dask-tls was given.",
            f"Start the scheduler with --protocol tls, and name it as tls://{address.partition('://')[2]}.",
        )
    if not (insecure or _is_here(address)):
        raise AutograderError(
            f"Without TLS, anyone on the way to {address} can read the hidden graders and run programs on the workers.",
            "Use --dask-tls DIR and a tls:// address; or --insecure, if nobody else is in that network.",
        )
    return Access(address, security)


def _read(folder: Path) -> Security:
    files = {name: folder / name for name in (_CA, _CERTIFICATE, _KEY)}
    if missing := [name for name, path in files.items() if not path.is_file()]:
        raise AutograderError(
            f"{folder} lacks {' and '.join(missing)}, which TLS needs.",
            f"It must contain {_CA}, {_CERTIFICATE} and {_KEY}. {_DOCUMENTED}",
        )
    try:
        ssl.create_default_context(cafile=files[_CA])
    except OSError as problem:
        raise AutograderError(f"{files[_CA]} is not a readable certificate: {problem}.", _DOCUMENTED) from problem
    try:
        ssl.create_default_context().load_cert_chain(files[_CERTIFICATE], files[_KEY], password=_refuse)
    except (OSError, ValueError) as problem:
        raise AutograderError(
            f"{files[_CERTIFICATE]} and {files[_KEY]} do not go together or cannot be read: {problem}.",
            f"The key must be that of the certificate, without a password. {_DOCUMENTED}",
        ) from problem
    return Security(
        tls_ca_file=str(files[_CA]),
        tls_client_cert=str(files[_CERTIFICATE]),
        tls_client_key=str(files[_KEY]),
        require_encryption=True,
    )


def _refuse() -> str:
    raise ValueError("the key has a password")


def _is_here(address: str) -> bool:
    """Whether nothing of it leaves this machine."""
    try:
        host = urlsplit(address).hostname or ""
        return address.startswith("inproc://") or host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
