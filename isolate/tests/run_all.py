"""Runs the sandbox's tests as root: python3 run_all.py [--isolate BINARY] [NAME...]"""

import argparse
import fcntl
import os
import signal
import sys
import unittest

import shared


class EndedBySignal(unittest.TextTestResult):
    """SIGTERM lets the current test and its class end, and with them their daemons."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        signal.signal(signal.SIGTERM, lambda *_: self.stop())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--isolate", default=shared.binary)
    parser.add_argument("--seed", type=int, default=shared.seed)
    parser.add_argument("--all", action="store_true", help="also what takes long")
    parser.add_argument("names", nargs="*")
    given = parser.parse_args()
    if os.geteuid() != 0:
        sys.exit("the sandbox's tests must be run by root")
    shared.binary, shared.seed, shared.everything = given.isolate, given.seed, given.all
    here = os.path.dirname(os.path.abspath(__file__))
    loader = unittest.defaultTestLoader
    # The tests look for what box users leave on the whole host, so they run one at a time.
    lock = open("/run/evalx-isolate-tests.lock", "w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    suite = loader.loadTestsFromNames(given.names) if given.names else loader.discover(here)
    result = unittest.TextTestRunner(verbosity=2, resultclass=EndedBySignal).run(suite)
    sys.exit(result.shouldStop or not result.wasSuccessful())


if __name__ == "__main__":
    main()
