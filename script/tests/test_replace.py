"""`up` where EvalX runs: the functions that tell what is to change, and what of the machine is its own."""

import os
import socket
import tempfile
import unittest

from functions import bash


class State(unittest.TestCase):
    """The state of an EvalX that runs."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.state = folder.name
        for name in ("run", "secrets"):
            os.mkdir(f"{self.state}/{name}")

    def bash(self, line, *arguments, **environment):
        return bash(line, *arguments, STATE=self.state, **environment)


class OwnPortTest(State):
    def listen(self, host):
        listener = socket.create_server((host, 0))
        self.addCleanup(listener.close)
        return listener.getsockname()[1]

    def test_a_port_of_any_part_at_any_address_is_its_own(self):
        line = "APP_USER=$(id -un); need_port NAME $1 $2 && need_address $2 $1 HOST PORT"
        for part, host in (("server", "127.0.0.2"), ("broker", "127.0.0.1"), ("redis", "127.0.0.1")):
            with self.subTest(part=part, host=host):
                self.bash("write_pid_file $1 $2", part, os.getpid())
                port = self.listen(host)
                self.assertEqual(self.bash(line, port, host, REPLACES="true"), (0, ""))
                os.remove(f"{self.state}/run/{part}.pid")
                self.assertEqual(self.bash(line, port, host, REPLACES="true")[0], 1)

    def test_a_new_address_must_be_one_of_this_machine(self):
        self.bash("write_pid_file server $1", os.getpid())
        port = self.listen("127.0.0.1")
        line = "APP_USER=$(id -un); need_address 203.0.113.77 $1 HOST PORT"
        problem = f"at 203.0.113.77, port {port} (HOST, PORT): Cannot assign requested address"
        self.assertEqual(self.bash(line, port, REPLACES="true"), (1, f"evalx: The server cannot listen {problem}"))

    def test_the_broker_keeps_its_port(self):
        self.bash("write_pid_file broker $1", os.getpid())
        port = self.listen("127.0.0.1")
        free = self.bash("free_port BROKER_PORT '' $1", port, PORT="1", REPLACES="true")
        self.assertEqual(free, (0, str(port)))

    def test_nothing_is_its_own_where_none_runs(self):
        self.bash("write_pid_file server $1", os.getpid())
        self.assertEqual(self.bash("is_ours $1", self.listen("127.0.0.1"), REPLACES="false"), (1, ""))


if __name__ == "__main__":
    unittest.main()
