"""Many runs mixed with kills: nothing may pile up."""

import os
import random
import signal
import unittest

from evalx_isolate import Busy, Closed, Failure, MIB, children, wait_until
from shared import WithDaemon
import shared


class Soak(WithDaemon):
    RUNS = 1500

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.daemon.process.pid}/fd"))

    def resident_kib(self):
        with open(f"/proc/{self.daemon.process.pid}/status", encoding="utf-8") as status:
            return int(status.read().split("VmRSS:")[1].split()[0])

    def once(self, chance, slot):
        kind = chance.randrange(20)
        if kind == 0:
            os.kill(chance.choice(children(self.daemon.process.pid)), signal.SIGKILL)
        elif kind == 1:
            slot.start(["/bin/sleep", "5"])
            return None
        elif kind == 2:
            slot.store({"f": chance.randbytes(1000)})
        elif kind == 3:
            slot.python("x = b'x' * (200 << 20)", memory=32 * MIB)
        elif kind == 4:
            slot.shell("echo x > f; sleep 5 & exit 0", collect=True)
        else:
            slot.run(["/bin/true"])
        return slot

    def test_nothing_piles_up(self):
        self.slot.close()
        wait_until(lambda: not children(self.daemon.process.pid), "the first slot ends")
        before = self.descriptors(), self.resident_kib()
        chance = random.Random(shared.seed)
        slot = None
        for _ in range(self.RUNS):
            try:
                slot = slot or self.daemon.slot()
                kept = self.once(chance, slot)
            except (Failure, Closed, BrokenPipeError, ProcessLookupError, IndexError):
                kept = None
            except Busy:
                continue
            if not kept:
                slot.close()
            slot = kept
        if slot:
            slot.close()
        wait_until(lambda: not children(self.daemon.process.pid), "all slots end")
        wait_until(lambda: self.descriptors() == before[0], "the daemon's descriptors are as at the start")
        self.assertLess(self.resident_kib(), before[1] + 512)
        self.assertEqual([], os.listdir(f"{self.daemon.folder}/store/drafts"))
        with self.daemon.slot() as after:
            self.expect("exited 0", after.shell("exit 0"))


if __name__ == "__main__":
    unittest.main()
