#!/usr/bin/python3
"""An SMTP server for tests: keeps every mail it takes, byte for byte, and misbehaves when told to.

Usage: smtp-sink.py FOLDER [PORT]
Prints its port once it listens on the loopback. A mail is FOLDER/<number>.eml, the bytes of DATA
without its dots; FOLDER/<number>.json tells its envelope, and whether the client heard that it was
taken. What each connection sent is FOLDER/<number>.wire. Orders come on standard input, one JSON
object a line, and are answered with a line `ok`:

  {"do": "refuse", "at": "mail" | "rcpt" | "data", "answer": "451 4.3.0 later", "times": 3}
  {"do": "hang-up", "times": 1}       takes a mail, and closes instead of answering; not one that
                                      it has taken before: a mailer gives up after three times
  {"do": "delay", "seconds": 0.5}     waits before each answer to DATA
  {"do": "obey"}                      forgets these orders

It ends with its standard input, or by SIGTERM.
"""
import asyncio
import json
import os
import pathlib
import signal
import sys

from aiosmtpd.smtp import SMTP


class Sink:
    """What the server was ordered to do, and what it has taken."""

    def __init__(self, folder):
        self.folder = folder
        self.mails = self.connections = 0
        self.taken = set()
        for name in os.listdir(folder):
            number, _, kind = name.partition(".")
            if kind == "eml":
                self.mails = max(self.mails, int(number))
                self.taken.add((folder / name).read_bytes())
            if kind == "wire":
                self.connections = max(self.connections, int(number))
        self.obey()

    def obey(self):
        self.refusals = {}
        self.hang_ups = 0
        self.delay = 0

    def order(self, line):
        order = json.loads(line)
        if order["do"] == "refuse":
            self.refusals[order["at"]] = [order["answer"], order["times"]]
        elif order["do"] == "hang-up":
            self.hang_ups = order["times"]
        elif order["do"] == "delay":
            self.delay = order["seconds"]
        elif order["do"] == "obey":
            self.obey()
        else:
            raise ValueError(line)

    def refusal(self, stage):
        order = self.refusals.get(stage)
        if not order or order[1] <= 0:
            return None
        order[1] -= 1
        return order[0]

    async def handle_MAIL(self, server, session, envelope, address, options):
        refusal = self.refusal("mail")
        if refusal:
            return refusal
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        refusal = self.refusal("rcpt")
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.delay:
            await asyncio.sleep(self.delay)
        refusal = self.refusal("data")
        if refusal:
            return refusal
        is_heard = self.hang_ups <= 0 or envelope.original_content in self.taken
        self.keep(envelope, is_heard)
        if not is_heard:
            self.hang_ups -= 1
            server.transport.abort()
            # The loss of the connection cancels this.
            await asyncio.Event().wait()
        return "250 OK: taken"

    def keep(self, envelope, is_heard):
        self.mails += 1
        self.taken.add(envelope.original_content)
        name = self.folder / f"{self.mails:06}"
        facts = {"sender": envelope.mail_from, "recipients": envelope.rcpt_tos, "isHeard": is_heard}
        name.with_suffix(".eml").write_bytes(envelope.original_content)
        # The mail is there once its envelope is.
        name.with_suffix(".tmp").write_text(json.dumps(facts))
        name.with_suffix(".tmp").rename(name.with_suffix(".json"))


class Conversation(SMTP):
    """One connection; writes down what the client sends before it is read as SMTP."""

    def __init__(self, sink):
        super().__init__(sink, hostname="sink.example")
        sink.connections += 1
        self.wire = sink.folder / f"{sink.connections:06}.wire"
        self.wire.touch()

    def data_received(self, data):
        with self.wire.open("ab") as file:
            file.write(data)
        super().data_received(data)


async def main():
    loop = asyncio.get_running_loop()
    sink = Sink(pathlib.Path(sys.argv[1]))
    port = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    server = await loop.create_server(
        lambda: Conversation(sink), "127.0.0.1", port, reuse_address=True)
    orders = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    # Whoever starts this from a thread that takes no signals hands that down.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
    loop.add_signal_handler(signal.SIGTERM, orders.feed_eof)
    print(server.sockets[0].getsockname()[1], flush=True)
    while line := await orders.readline():
        sink.order(line)
        print("ok", flush=True)


asyncio.run(main())
