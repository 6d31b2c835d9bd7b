"""Asks a Redis whether it takes the user and password of its URL, which is read from stdin.

Prints what is wrong. Exits with 0 when it answers, 1 when it refuses the account, 2 when it does not answer.
"""

import socket
import ssl
import sys
import urllib.parse

TIMEOUT = 5  # seconds
DEFAULT_PORT = 6379


def command(*words):
    """A command in the protocol of Redis."""
    parts = [b"$%d\r\n%s\r\n" % (len(word), word) for word in (w.encode() for w in words)]
    return b"*%d\r\n%s" % (len(words), b"".join(parts))


def ask(connection, *words):
    connection.sendall(command(*words))
    return connection.makefile("rb").readline(1000).decode(errors="replace").strip()


def refusal(url):
    """What Redis answers to the account, where that is an error."""
    with socket.create_connection((url.hostname, url.port or DEFAULT_PORT), TIMEOUT) as plain:
        connection = plain
        if url.scheme == "rediss":
            connection = ssl.create_default_context().wrap_socket(plain, server_hostname=url.hostname)
        if url.password:
            account = [urllib.parse.unquote(word) for word in (url.username, url.password) if word]
            answer = ask(connection, "AUTH", *account)
            if answer.startswith("-"):
                return answer[1:]
        answer = ask(connection, "PING")
        return answer[1:] if answer.startswith(("-NOAUTH", "-NOPERM", "-WRONGPASS")) else ""


def main():
    try:
        url = urllib.parse.urlsplit(sys.stdin.readline().strip())
        answer = refusal(url)
    except (OSError, ValueError) as error:
        print(error)
        return 2
    print(answer)
    return 1 if answer else 0


if __name__ == "__main__":
    sys.exit(main())
