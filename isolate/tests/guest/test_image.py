"""The image evalx-sandbox in a container on control groups version 2, with what compose.yaml gives it. Runs in the guest
only, on the files that ImagesIT has taken from the image."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from evalx_isolate import MIB, SLOWNESS, Closed, Slot, wait_until

CHECKOUT = os.path.abspath(f"{os.path.dirname(__file__)}/../../..")
IMAGE = f"{CHECKOUT}/target/images/sandbox"
MEMORY = 512 * MIB


def capabilities():
    with open(f"{CHECKOUT}/deploy/compose/compose.yaml", encoding="utf-8") as compose:
        listed = compose.read().split("cap_add:")[1].split("security_opt")[0]
    return [f"CAP_{name}" for name in re.findall(r"- ([A-Z_]+)", listed)]


def mount(kind, target, options=""):
    os.makedirs(target, exist_ok=True)
    subprocess.run(["/bin/mount", "-t", kind, *(["-o", options] if options else []), kind, target], check=True)


class Image(unittest.TestCase):
    def setUp(self):
        self.bundle = tempfile.mkdtemp(dir="/tmp")
        for name in ("upper", "work", "rootfs", "socket"):
            os.mkdir(f"{self.bundle}/{name}")
        mount("overlay", f"{self.bundle}/rootfs", f"lowerdir={IMAGE},upperdir={self.bundle}/upper,workdir={self.bundle}/work")
        self.write_specification()
        self.log = open(f"{self.bundle}/log", "wb")
        self.container = subprocess.Popen(["/usr/sbin/runc", "run", "--bundle", self.bundle, "sandbox"], stdin=subprocess.DEVNULL,
                                          stdout=self.log, stderr=self.log)
        self.addCleanup(self.stop)
        wait_until(lambda: self.container.poll() is not None or self.accepts(), "the daemon listens", 60 * SLOWNESS)
        self.assertIsNone(self.container.poll(), self.text())

    def write_specification(self):
        subprocess.run(["/usr/sbin/runc", "spec", "--bundle", self.bundle], check=True)
        with open(f"{self.bundle}/config.json", encoding="utf-8") as file:
            specification = json.load(file)
        process = specification["process"]
        process["terminal"] = False
        process["args"] = ["/opt/evalx/start-sandbox.sh", "--strict", "--client-uid", "0", "--client-gid", "0"]
        process["capabilities"] = {kind: capabilities() for kind in ("bounding", "effective", "permitted")}
        process["noNewPrivileges"] = True
        specification["root"]["readonly"] = True
        for folder in ("/tmp", "/run", "/var/lib/evalx-sandbox"):
            specification["mounts"].append({"destination": folder, "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "nodev"]})
        specification["mounts"].append({"destination": "/run/evalx-sandbox", "type": "bind", "source": f"{self.bundle}/socket",
                                        "options": ["bind", "rw"]})
        specification["linux"]["resources"]["memory"] = {"limit": MEMORY}
        with open(f"{self.bundle}/config.json", "w", encoding="utf-8") as file:
            json.dump(specification, file)

    def slot(self):
        return Slot(f"{self.bundle}/socket/evalx-isolate.sock")

    def accepts(self):
        try:
            with self.slot():
                return True
        except (OSError, Closed):
            return False

    def text(self):
        with open(f"{self.bundle}/log", encoding="utf-8", errors="replace") as log:
            return log.read()

    def stop(self):
        if self.container.poll() is None:
            self.container.send_signal(signal.SIGTERM)
        self.container.wait(60 * SLOWNESS)
        self.log.close()

    def test_verdicts(self):
        with self.slot() as slot:
            self.assertIn(b"v2", slot.hello)
            self.assertNotIn("lacks", self.text())
            report = slot.python("print(6 * 7)")
            self.assertEqual(("exited 0", b"42\n"), (report.verdict, report.stdout), report)
            self.assertTrue(report.by_group)
            self.assertEqual("limit memory", slot.python("x = b'x' * (300 << 20)", memory=64 * MIB).verdict)
            self.assertEqual("limit cpu", slot.python("while True: pass", cpu=0.5 * SLOWNESS).verdict)
            program = "#include <stdio.h>\nint main(void) { puts(\"42\"); }"
            compiled = slot.shell(f"cd /box && printf '%s' '{program}' > a.c && gcc a.c && ./a.out", cpu=20 * SLOWNESS,
                                  wall=60 * SLOWNESS, memory=256 * MIB)
            self.assertEqual(("exited 0", b"42\n"), (compiled.verdict, compiled.stdout), compiled)


if __name__ == "__main__":
    unittest.main()
