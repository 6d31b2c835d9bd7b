"""The attacks of the other modules once more, on boxes in which an interpreter starts the programs; with --all, those of all eight modules."""

import collections
import unittest

from evalx_isolate import WarmSlot
import shared
import test_closed
import test_escape
import test_exhaust
import test_input
import test_leftovers
import test_neighbours
import test_verdicts
import test_warm

ATTACKS = (test_closed, test_escape)
MORE_ATTACKS = (test_input, test_exhaust, test_leftovers, test_neighbours, test_verdicts, test_warm)

# Tests of how little something costs or shows: figures here include those of an interpreter, which itself can be seen by a
# program that guesses its number (test_interpreter.Interpreter.test_it_is_out_of_reach).
OF_COLD_STARTS = {"test_a_small_program", "test_not_in_the_memory_of_the_run", "test_they_are_not_seen"}


class CountedSlot(WarmSlot):
    runs = 0
    starts = collections.Counter()  # of programs that should start warm, by whether they did

    def report(self):
        report = super().report()
        CountedSlot.runs += 1
        if self.asked and shared.starts_warm(self):
            self.starts[report.warm] += 1
        return report


def on_warm_boxes(case):
    class OnWarmBoxes(case):
        @classmethod
        def make_daemon(cls):
            daemon = super().make_daemon()
            daemon.kind = CountedSlot
            CountedSlot.runs = 0
            CountedSlot.starts.clear()
            return daemon

        @classmethod
        def tearDownClass(cls):
            """An attack on a cold box would prove nothing here. A few may have met no interpreter, on a busy host."""
            super().tearDownClass()
            warm, cold = (CountedSlot.starts[way] for way in (True, False))
            assert (cold <= 2 or warm >= 9 * cold) and (warm or not CountedSlot.runs), f"attacks started cold: {cold} beside {warm} warm ones"

        def setUp(self):
            if self._testMethodName in OF_COLD_STARTS:
                self.skipTest("of cold starts")
            super().setUp()
            if hasattr(self, "slot") and not shared.starts_warm(self.slot):
                self.skipTest("nothing starts warm on this host")

    OnWarmBoxes.__name__ = OnWarmBoxes.__qualname__ = case.__name__
    OnWarmBoxes.__module__ = __name__
    return OnWarmBoxes


def load_tests(loader, _, pattern):
    cases = {case for module in (*ATTACKS, *(MORE_ATTACKS if shared.everything else ())) for case in vars(module).values()
             if isinstance(case, type) and issubclass(case, unittest.TestCase) and case.__module__ == module.__name__}
    return unittest.TestSuite(loader.loadTestsFromTestCase(on_warm_boxes(case))
                              for case in sorted(cases, key=lambda case: case.__qualname__))
