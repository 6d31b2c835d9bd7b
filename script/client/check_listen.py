"""Tries to listen at an address and a port, the two arguments. Prints what is wrong, and exits with 1, where it fails."""

import socket
import sys


def first_port():
    """The first port that others than root may listen on."""
    with open("/proc/sys/net/ipv4/ip_unprivileged_port_start", encoding="ascii") as file:
        return file.read().strip()


def main(host, port):
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as tried:
            # As Java does: a connection that has just ended does not hold the port.
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
            tried.listen(1)
    except PermissionError:
        print(f"ports below {first_port()} are for root, and the server does not run as root")
    except OSError as error:
        print(error.strerror)
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
