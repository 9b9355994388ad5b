#!/usr/bin/env python3
"""Ask medcode's bridge for codes, as the clients that it was built for do.

    python3 old_client.py 8901 chest pain
    python3 old_client.py --tls --ca var/certs/ca.pem 8911 chest pain
    python3 old_client.py --threads 100 --each 10 8901 chest pain
    python3 old_client.py --tls --ca var/certs/ca.pem --note 8920 "Has asthma. No chest pain."

A request is one line, "seq,description"; its reply is one line too, "seq,code",
where the code may be NO_MATCH, ERROR or TIMEOUT. With - for the text, each
line of standard input is one description, and all are asked on one connection.

These clients read once for each reply and take what they got for all of it.
That is simple, and right only because the bridge writes a reply in one piece;
new clients should read up to the line's end, as ask_note does.

Python 3.8 or newer; nothing but its standard library.
"""

import argparse
import json
import socket
import ssl
import sys
from concurrent.futures import ThreadPoolExecutor

NOT_CODES = ("NO_MATCH", "NO_CODE", "ERROR", "TIMEOUT")
PLAIN_PATIENCE = 1.0  # seconds that the plain mapper waits for anything
TLS_PATIENCE = 5.0    # seconds that all the others wait


class BadReply(Exception):
    """The server said what no client of old understands."""


class Mapper:
    """One connection, and the numbers of the requests on it."""

    def __init__(self, host, port, context=None, recv=1024):
        patience = PLAIN_PATIENCE if context is None else TLS_PATIENCE
        self.seq, self.recv = 0, recv
        self.sock = socket.create_connection((host, port), timeout=patience)
        if context is not None:
            self.sock = context.wrap_socket(self.sock, server_hostname=host)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.sock.close()

    def code(self, description):
        """Return the code of a description, or None where there is none."""
        self.seq += 1
        self.sock.sendall("{},{}\n".format(self.seq, description).encode())
        reply = self.sock.recv(self.recv).decode()
        words = reply.strip().split(",")  # every comma, so a code may hold none
        if len(words) != 2 or words[0] != str(self.seq) or not reply.endswith("\n"):
            raise BadReply("{!r} to request {}".format(reply, self.seq))
        code = words[1]
        if code in NOT_CODES:
            return None
        if len(code) > 50 or not code.replace(".", "").replace("-", "").isalnum():
            raise BadReply("{!r} is no code".format(code))
        return code


def ask_note(sock, note):
    """Return the entities of a whole note. Its reply is as long as it has to be."""
    sock.sendall("1,{}\n".format(" ".join(note.split())).encode())
    with sock.makefile("r", encoding="utf-8", newline="\n") as lines:
        seq, _, found = lines.readline().partition(",")
    if seq != "1" or not found.startswith("["):
        raise BadReply("{!r}".format(found[:100]))
    return json.loads(found)


def ask_apart(args, context, description):
    """Ask one request on a connection of its own; this is how benchmarks count."""
    with Mapper(args.host, args.port, context, args.recv) as mapper:
        return mapper.code(description)


def ask_many(args, context, description):
    """Ask from many threads at once and return how many replies were the same."""
    total = args.threads * args.each
    with ThreadPoolExecutor(args.threads) as pool:
        codes = list(pool.map(lambda _: ask_apart(args, context, description), range(total)))
    return codes[0], codes.count(codes[0]), total


def tls_context(args):
    """Verify the server by a CA file and its name, and show our certificate if asked to."""
    if not args.tls:
        return None
    context = ssl.create_default_context(cafile=args.ca)  # with check_hostname
    if args.cert:
        context.load_cert_chain(args.cert, args.key)
    return context


def arguments():
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--host", default="localhost")
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--ca", help="authority that signed the server's certificate")
    parser.add_argument("--cert", help="certificate to show")
    parser.add_argument("--key", help="its key")
    parser.add_argument("--recv", type=int, default=1024, help="bytes of the one read")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--each", type=int, default=1, help="requests of one thread")
    parser.add_argument("--note", action="store_true", help="the text is a whole note, for the port of notes")
    parser.add_argument("port", type=int)
    parser.add_argument("text", nargs="+")
    return parser.parse_args()


def main():
    """Ask as told and print what came: a line for each description."""
    args = arguments()
    context, text = tls_context(args), " ".join(args.text)
    if args.threads:
        code, same, total = ask_many(args, context, text)
        print("{} {}/{}".format(code or "-", same, total))
        return 0 if same == total else 1
    with Mapper(args.host, args.port, context, args.recv) as mapper:
        if args.note:
            for entity in ask_note(mapper.sock, text):
                print(json.dumps(entity, ensure_ascii=False))
            return 0
        for line in sys.stdin if text == "-" else [text]:
            print(mapper.code(line.rstrip("\n")) or "-", flush=True)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, BadReply) as fault:
        sys.exit("no answer: {}".format(fault))
