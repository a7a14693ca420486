"""A server with a certificate of a private authority is believed when that one is named."""

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest
from calls import REQUEST, OwnTime, endpoint
from hostile import HostileServer, completion

from archpanel.agents.engine import EngineError
from archpanel.agents.llm import Caller, Clients

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of a server that vouches for itself, in one file."""
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-nodes", "-newkey", "ec", "-days", "2"),
            *("-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost", "-keyout", file, "-out", f"{file}.crt"),
        ],
        check=True,
        capture_output=True,
    )
    file.write_bytes(file.read_bytes() + Path(f"{file}.crt").read_bytes())
    return file


@pytest.mark.parametrize("many", [True, False])
@pytest.mark.parametrize("named", [True, False])
async def test_a_private_authority_must_be_named(authority: Path, named: bool, many: bool) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(authority)
    async with HostileServer([completion()], tls=tls) as server:
        caller = Caller(
            endpoint(server, ca_file=f"{authority}.crt" if named else ""),
            clients=Clients(many=many),
            pauses=OwnTime(),
        )
        if named:
            assert (await caller.call(REQUEST)).text == "Fine."
        else:
            with pytest.raises(EngineError, match="set SSL_CERT_FILE"):
                await caller.call(REQUEST)
        await caller.close()
