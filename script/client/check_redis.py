"""Asks a Redis whether it takes the user and password of its URL, which is read from stdin.

Prints what is wrong. Exits with 0 when it answers, 1 when it refuses the account, 2 when it does not answer. Of a URL
with several hosts, the first that answers is asked; Sentinels are asked for their master.
"""

import os
import re
import socket
import ssl
import sys
import urllib.parse

TIMEOUT = 5  # seconds
URL = re.compile(r"redis(s?)(-sentinel|-cluster)?://(?:([^@/]*)@)?([^@/?#]+)(?:/([^/?#]*))?")
HOST = re.compile(r"(?:\[([^]]+)\]|([^:\[\]]+))(?::(\d{1,5}))?")
PORTS = {"-sentinel": 26379}
DEFAULT_PORT = 6379
MAX_LINE = 1000
REFUSALS = ("-NOAUTH", "-NOPERM", "-WRONGPASS")


def command(*words):
    """A command in the protocol of Redis."""
    parts = [b"$%d\r\n%s\r\n" % (len(word), word) for word in (w.encode() for w in words)]
    return b"*%d\r\n%s" % (len(words), b"".join(parts))


def ask(stream, *words):
    stream.write(command(*words))
    stream.flush()
    return stream.readline(MAX_LINE).decode(errors="replace").strip()


def tls():
    """What REDIS_CA trusts. A certificate of our own is in a form that Python cannot read: then nothing is asked."""
    return ssl.create_default_context(cafile=os.environ.get("REDIS_CA") or None)


def connect(secure, host, port):
    plain = socket.create_connection((host, port), TIMEOUT)
    connection = tls().wrap_socket(plain, server_hostname=host) if secure else plain
    return connection.makefile("rwb")


def refusal(stream, account):
    """What a Redis answers to the account, where that is an error."""
    if account:
        answer = ask(stream, "AUTH", *account)
        if answer.startswith("-"):
            return answer[1:]
    answer = ask(stream, "PING")
    return answer[1:] if answer.startswith(REFUSALS) else ""


def master(stream, name):
    """The host and port of the master that a Sentinel knows."""
    password = os.environ.get("REDIS_SENTINEL_PASSWORD")
    if password:
        ask(stream, "AUTH", password)
    answer = ask(stream, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", name)
    if answer != "*2":
        raise ValueError(f"a Sentinel knows no {name}: {answer}")
    lines = [stream.readline(MAX_LINE).decode().strip() for _ in range(4)]
    return lines[1], int(lines[3])


def hosts(text, default_port):
    for part in text.split(","):
        parts = HOST.fullmatch(part.strip())
        if not parts:
            raise ValueError("the URL names no host")
        yield parts[1] or parts[2], int(parts[3] or default_port)


def first_refusal(url):
    parts = URL.fullmatch(url)
    if not parts:
        raise ValueError("the URL cannot be read")
    secure, kind, user_info, names, path = parts.groups()
    if secure and os.environ.get("REDIS_KEYSTORE"):
        return ""
    user, _, password = (user_info or "").partition(":")
    account = [urllib.parse.unquote(word) for word in (user, password) if word] if password else []
    problem = ""
    for host, port in hosts(names, PORTS.get(kind, DEFAULT_PORT)):
        try:
            with connect(secure, host, port) as stream:
                if kind != "-sentinel":
                    return refusal(stream, account)
                address = master(stream, path)
            with connect(secure, *address) as stream:
                return refusal(stream, account)
        except (OSError, ValueError) as error:
            problem = error
    raise ValueError(problem)


def main():
    try:
        answer = first_refusal(sys.stdin.readline().strip())
    except (OSError, ValueError) as error:
        print(error)
        return 2
    print(answer)
    return 1 if answer else 0


if __name__ == "__main__":
    sys.exit(main())
