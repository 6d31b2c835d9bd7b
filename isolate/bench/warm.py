"""Programs of Python a second, two at a time: bare, in a box of their own interpreter (cold), and forked from one that runs
(warm), in rounds that alternate. As root: python3 bench/warm.py [ROUNDS] [PROGRAMS]"""

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "tests"))
from evalx_isolate import MIB, Daemon  # noqa: E402

PROGRAMS = {
    "plain": (b"a, b = map(int, input().split())\nprint(a + b)\n", ()),
    "numpy": (b"import numpy as np\nprint(np.arange(10).sum())\n", ("numpy",)),
}
INPUT = b"19 23\n"
ENVIRONMENT = ["PATH=/usr/bin:/bin", "HOME=/box", "LANG=C.UTF-8"]
AT_A_TIME = 2


def rate(work, count):
    """`work` returns what runs a program once, for each thread."""
    def repeat():
        run = work()
        run()
        ready.wait()
        for _ in range(count):
            run()

    ready = threading.Barrier(AT_A_TIME + 1)
    threads = [threading.Thread(target=repeat) for _ in range(AT_A_TIME)]
    for thread in threads:
        thread.start()
    ready.wait()
    start = time.monotonic()
    for thread in threads:
        thread.join()
    return AT_A_TIME * count / (time.monotonic() - start)


def bare(path):
    def run():
        subprocess.run(["/usr/bin/python3", "-B", path], input=INPUT, stdout=subprocess.DEVNULL, check=True)
    return lambda: run


def boxed(daemon, source, modules):
    def work():
        slot = daemon.free_slot()
        artifact = slot.store({"main.py": source})

        def run():
            report = slot.run(["/usr/bin/python3", "-B", "/app/main.py"], env=ENVIRONMENT, artifact=artifact, stdin=INPUT,
                              warm=modules, memory=256 * MIB)
            assert report.verdict == "exited 0" and report.warm == (modules is not None), report
        return run
    return work


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    daemon = Daemon(os.path.join(os.path.dirname(HERE), "build", "evalx-isolate"), uids="60700-60799")
    try:
        for name, (source, modules) in PROGRAMS.items():
            seen = []
            with tempfile.NamedTemporaryFile(suffix=".py") as file:
                file.write(source)
                file.flush()
                for _ in range(rounds):
                    few = max(4, count // (5 if name == "plain" else 20))
                    seen.append((rate(bare(file.name), few), rate(boxed(daemon, source, None), few),
                                 rate(boxed(daemon, source, modules), count)))
                    print(name, "bare %.0f, cold %.0f, warm %.0f a second" % seen[-1], flush=True)
            print(name, "over bare: cold %.2f, warm %.2f" % tuple(
                statistics.median(row[n] / row[0] for row in seen) for n in (1, 2)), "load", os.getloadavg()[0])
    finally:
        daemon.stop()
        daemon.remove()


if __name__ == "__main__":
    main()
