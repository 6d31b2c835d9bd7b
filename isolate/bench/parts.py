"""What each part of the sandbox costs a run: the daemon as it is and without one part at a time, all of them in turn,
beside bare processes: python3 parts.py BUILD_FOLDER [ROUNDS]. Prints the processor time of a run in microseconds, of
all processes in and outside the box and of the client, as the kernel counts it, so that other load on the machine
disturbs little; and the rate as a share of the bare one's, which such load does disturb."""

import os
import resource
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tests"))
from evalx_isolate import Daemon, children, wait_until  # noqa: E402

BUILD = os.path.abspath(sys.argv[1])
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 3
TURNS, RUNS = 5, 500
PLACES = os.cpu_count()
NULL = f"{BUILD}/null"


def loop(*command):
    """The rate that it prints and the processor time of it and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    rate = float(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split()[-1])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return rate, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def bare():
    rate, cpu = loop(f"{BUILD}/spawn_loop", str(PLACES), str(PLACES * RUNS), "--", NULL)
    return rate, cpu / RUNS / PLACES * 1e6


def reaped(pid):
    """Processor time of all processes that the daemon has outlived, in seconds."""
    wait_until(lambda: not children(pid), "all slots end")
    with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
        return sum(map(int, stat.read().rsplit(")", 1)[1].split()[13:15])) / os.sysconf("SC_CLK_TCK")


def through(daemon, program=(NULL,)):
    before = reaped(daemon.process.pid)
    rate, client = loop(f"{BUILD}/daemon_loop", daemon.path, str(PLACES), str(RUNS), *program)
    return rate, (client + reaped(daemon.process.pid) - before) / RUNS / PLACES * 1e6


def main():
    variants = {"everything": ("evalx-isolate", ())}
    for part in ("filter", "capture", "mounts", "namespaces"):
        variants[f"without {part}"] = (f"without/{part}", ())
    variants["without cgroup"] = ("without/cgroup", ("--cgroups", "none"))
    variants["without all of these"] = ("without/all", ("--cgroups", "none"))
    daemons = {}
    measures = {"bare": bare}
    try:
        for at, (name, (binary, options)) in enumerate(variants.items()):
            uids = f"{60400 + 20 * at}-{60419 + 20 * at}"
            daemon = daemons[name] = Daemon(f"{BUILD}/{binary}", *options, uids=uids)
            measures[name] = lambda daemon=daemon: through(daemon)
        measures["protocol alone"] = lambda: through(daemons["everything"], ())
        rounds = [{name: [] for name in measures} for _ in range(ROUNDS)]
        for figures in rounds:
            for _ in range(TURNS):
                for name, measure in measures.items():
                    figures[name].append(measure())
        print(f"{'':22}{'us of CPU a run':>24}{'share of the bare rate':>32}")
        for name in measures:
            costs = [statistics.median(cpu for _, cpu in figures[name]) for figures in rounds]
            shares = [statistics.median(x[0] / b[0] for b, x in zip(figures["bare"], figures[name])) for figures in rounds]
            print(f"{name:22}" + "".join(f"{cost:8.0f}" for cost in costs) + "     " + "".join(f"{x:9.3f}" for x in shares))
    finally:
        for daemon in daemons.values():
            daemon.stop()
            daemon.remove()


main()
