"""A scheduler is talked to over TLS, or within this machine, or openly if somebody insists."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from autograder.errors import AutograderError

pytest.importorskip("distributed")

import dask

from autograder.classes.cluster_access import find_access
from tests.classes.certificates import make_certificates


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificates(tmp_path_factory.mktemp("tls"))


@pytest.mark.parametrize("address", ["tls://10.0.0.1:8786", "10.0.0.1:8786", "tls://127.0.0.1:8786"])
def test_with_certificates_everything_is_encrypted(address: str, certificates: Path) -> None:
    found = find_access(address, certificates)
    assert found.address == f"tls://{address.removeprefix('tls://')}"
    assert found.security.require_encryption
    assert found.security.get_connection_args("client")["ssl_context"] is not None


def test_dasks_own_configuration_may_name_them(certificates: Path) -> None:
    files = {"ca-file": "ca.pem", "client.cert": "cert.pem", "client.key": "key.pem"}
    names = {f"distributed.comm.tls.{key}": str(certificates / name) for key, name in files.items()}
    with dask.config.set(names):
        assert find_access("tls://10.0.0.1:8786").security.require_encryption


def test_a_tls_address_without_certificates_is_explained() -> None:
    with pytest.raises(AutograderError, match=r"no certificates to talk to tls://10.0.0.1:8786") as told:
        find_access("tls://10.0.0.1:8786")
    assert "--dask-tls DIR" in told.value.next_step


def test_certificates_are_not_passed_over(certificates: Path) -> None:
    with pytest.raises(AutograderError, match=r"tcp://10.0.0.1:8786 is not encrypted") as told:
        find_access("tcp://10.0.0.1:8786", certificates, insecure=True)
    assert "tls://10.0.0.1:8786" in told.value.next_step


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "tcp://localhost:1", "127.0.0.9:1", "tcp://[::1]:1"])
def test_within_this_machine_nobody_listens(address: str) -> None:
    assert find_access(address).address.startswith("tcp://")


@pytest.mark.parametrize(
    "address", ["tcp://10.0.0.1:1", "10.0.0.1:1", "tcp://localhost.example.org:1", "ws://10.0.0.1:1", "tcp://0.0.0.0:1"]
)
def test_other_machines_are_refused_unless_somebody_insists(address: str) -> None:
    with pytest.raises(AutograderError, match="can read the hidden graders") as told:
        find_access(address)
    assert "--insecure" in told.value.next_step
    assert find_access(address, insecure=True).address.endswith(address)


def test_what_is_missing_is_named(tmp_path: Path, certificates: Path) -> None:
    (tmp_path / "ca.pem").write_bytes((certificates / "ca.pem").read_bytes())
    with pytest.raises(AutograderError, match=r"lacks cert.pem and key.pem"):
        find_access("tls://a:1", tmp_path)
    with pytest.raises(AutograderError, match=r"lacks ca.pem and cert.pem and key.pem"):
        find_access("tls://a:1", tmp_path / "nowhere")


def test_what_does_not_fit_is_named(tmp_path: Path, certificates: Path) -> None:
    for name in ("ca.pem", "cert.pem", "key.pem"):
        (tmp_path / name).write_bytes((certificates / name).read_bytes())
    (tmp_path / "key.pem").write_bytes((certificates / "ca-key.pem").read_bytes())
    with pytest.raises(AutograderError, match="do not go together"):
        find_access("tls://a:1", tmp_path)
    command = ["openssl", "pkey", "-aes256", "-passout", "pass:abcd", "-in", "key.pem", "-out", tmp_path / "key.pem"]
    subprocess.run(command, cwd=certificates, check=True, capture_output=True)
    with pytest.raises(AutograderError, match="the key has a password"):
        find_access("tls://a:1", tmp_path)
    (tmp_path / "ca.pem").write_text("nothing")
    with pytest.raises(AutograderError, match="is not a readable certificate"):
        find_access("tls://a:1", tmp_path)
