"""Escapes, sockets and leftovers under an ordinary user's daemon with subordinate users: long tests."""

import test_escape
import test_leftovers
from test_hosts import AsUser


class OrdinaryRoot(AsUser, test_escape.Root):
    pass


class OrdinaryOthers(AsUser, test_escape.Others):
    pass


class OrdinarySockets(AsUser, test_escape.Sockets):
    pass


class OrdinaryLeftovers(AsUser, test_leftovers.Leftovers):
    refused = {"shm": "ENOSYS"}
