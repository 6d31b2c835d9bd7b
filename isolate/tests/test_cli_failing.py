"""Each call of each kind that the command line makes as a set-user-ID program fails once: the caller is told so or gets what was
asked for, nothing is left, and the next command works. Some calls of each kind by default, all with --all."""

import glob
import os
import random
import shutil
import unittest

from cli_boxes import groups_left
from evalx_isolate import processes_of, wait_until
from shared import FIRST_UID, LAST_UID
from test_cli_users import ANN, Users
from test_failing import Plan, tried
from test_soak import mounts
import shared

STEPS = {"--init": (), "--run": ("-p", "-i", "in", "--", "/bin/cat"), "--cleanup": ()}


class Failing(Users):
    @classmethod
    def setUpClass(cls):
        binary = os.path.join(os.path.dirname(shared.binary), "failing")
        if not os.path.exists(binary):
            raise unittest.SkipTest("build/failing is not built; make test builds it")
        super().setUpClass()
        shutil.copy(binary, cls.program)
        os.chmod(cls.program, 0o4755)
        cls.plan = Plan(f"{cls.home}/plan")

    def setUp(self):
        self.addCleanup(self.plan.arm, "none", 0)
        super().setUp()

    def isolate(self, *arguments, **options):
        return super().isolate(*arguments, environment={"EVALX_FAILING": f"{self.home}/plan"}, **options)

    def step(self, name, code):
        """What the step ended with, which must be what was asked for if it ended well."""
        outcome = self.isolate("--cg", "-M", f"{self.home}/meta", name, *STEPS[name], code=code)
        if outcome.code == 0:
            self.assertEqual(b"given\n" if name == "--run" else f"{self.box.rsplit('/', 1)[0]}\n".encode() if name == "--init"
                             else b"", outcome.stdout)
        else:
            self.assertEqual(2, outcome.code, outcome)
            self.assertTrue(self.plan.fired(), "nothing failed, but the command did")
            self.assertTrue(outcome.stderr, outcome)
        return outcome

    def prepare_for(self, name):
        """A box in which the step can be done."""
        self.isolate("--cg", "--cleanup")
        if name != "--init":
            self.isolate("--cg", "--init")
            self.put("in", b"given\n")
            os.chown(f"{self.box}/in", ANN, ANN)

    def one(self, name, kind, number):
        self.prepare_for(name)
        self.plan.arm(kind, number)
        self.step(name, None)
        self.plan.arm("none", 0)
        wait_until(lambda: not processes_of(FIRST_UID, LAST_UID) and not groups_left(), "the run has left nothing")
        for after in ("--init", "--run", "--cleanup"):
            if after == "--run":
                self.put("in", b"given\n")
                os.chown(f"{self.box}/in", ANN, ANN)
            self.step(after, 0)
        self.assertEqual([], mounts("self", self.folder))
        self.assertEqual([], glob.glob(f"{self.folder}/boxes/*"))

    def test_each_call(self):
        chance = random.Random(shared.seed)
        for name in STEPS:
            self.prepare_for(name)
            for kind, count in self.plan.calls(lambda: self.step(name, 0)).items():
                for number in tried(count, chance, 1):
                    with self.subTest(step=name, kind=kind, number=number):
                        self.one(name, kind, number)


if __name__ == "__main__":
    unittest.main()
