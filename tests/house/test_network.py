"""The guard of tests/conftest.py works: only this machine can be reached."""

import socket
import urllib.request

import pytest


def test_another_machine_cannot_be_looked_up() -> None:
    with pytest.raises(RuntimeError, match=r"getaddrinfo to 'example\.org'"):
        socket.getaddrinfo("example.org", 443)


def test_another_machine_cannot_be_reached_by_its_address() -> None:
    with socket.socket() as line, pytest.raises(RuntimeError, match="tests stay on this machine"):
        line.connect(("192.0.2.1", 80))
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line,
        pytest.raises(RuntimeError, match="tests stay on this machine"),
    ):
        line.sendto(b"?", ("192.0.2.1", 53))


def test_a_library_cannot_reach_it_either() -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with pytest.raises(RuntimeError, match="tests stay on this machine"):
        opener.open("http://192.0.2.1/", timeout=1)


def test_this_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("localhost", port), timeout=5) as line:
            line.sendall(b"hello")
            answered, _ = server.accept()
            with answered:
                assert answered.recv(5) == b"hello"
