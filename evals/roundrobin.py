"""A small round-robin proxy: each connection goes to the next server that answers, without memory.

It copies bytes, so that streams go through as they come; one request per connection keeps a
browser from staying with one server.
"""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import Sequence
from contextlib import suppress
from itertools import count

BLOCK = 65_536


class RoundRobin:
    """A proxy before several servers of this machine."""

    def __init__(self, ports: Sequence[int]) -> None:
        """Bind the servers' ports; nobody is served before `open`."""
        self._ports = ports
        self._turns = count()
        self.served = dict.fromkeys(ports, 0)
        """Connections by port."""

    async def open(self) -> asyncio.Server:
        """Listen on a free port of the loopback."""
        return await asyncio.start_server(self._serve, "127.0.0.1", 0)

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        try:
            up, down = await self._next()
        except ConnectionError:
            writer.close()
            return
        copies = {
            asyncio.ensure_future(_copy(reader, down)),
            asyncio.ensure_future(_copy(up, writer)),
        }
        # The server closes after each answer; a browser that leaves ends its stream as well.
        await asyncio.wait(copies, return_when=asyncio.FIRST_COMPLETED)
        for task in copies:
            task.cancel()
        for end in (down, writer):
            end.close()

    async def _next(self) -> tuple[StreamReader, StreamWriter]:
        for _ in self._ports:
            port = self._ports[next(self._turns) % len(self._ports)]
            with suppress(ConnectionError):
                opened = await asyncio.open_connection("127.0.0.1", port)
                self.served[port] += 1
                return opened
        raise ConnectionError("no server answers")


async def _copy(source: StreamReader, target: StreamWriter) -> None:
    with suppress(ConnectionError):
        while block := await source.read(BLOCK):
            target.write(block)
            await target.drain()
