"""What all test modules use: which binary, which seed, and a daemon for each class."""

import os
import unittest

from evalx_isolate import Daemon, processes_of

binary = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "build", "evalx-isolate")
seed = 20261121

FIRST_UID, LAST_UID = 60800, 60899


class WithDaemon(unittest.TestCase):
    """One daemon for the class, one slot for each test."""

    options = ()
    connections = 12

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(binary, *cls.options, uids=f"{FIRST_UID}-{LAST_UID}", connections=cls.connections)

    @classmethod
    def tearDownClass(cls):
        cls.daemon.stop()
        text = cls.daemon.text()
        cls.daemon.remove()
        for problem in ("ERROR: AddressSanitizer", "runtime error:"):
            assert problem not in text, text
        left = processes_of(FIRST_UID, LAST_UID)
        assert not left, f"box processes left: {left}"

    def setUp(self):
        self.slot = self.daemon.slot()
        self.addCleanup(self.slot.close)

    def expect(self, verdict, report):
        self.assertEqual(verdict, report.verdict, report)
