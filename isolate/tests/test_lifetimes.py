"""SIGKILL of each part in the middle of a run leaves nothing behind, and the rest continues."""

import fcntl
import glob
import os
import resource
import signal
import subprocess
import threading
import time
import unittest

from evalx_isolate import (
    MIB, Busy, Closed, Daemon, Failure, children, descriptors, processes_of, wait_until)
from shared import FIRST_UID, LAST_UID, WithDaemon, hello_of
import shared

BOMB = "trap '' TERM HUP; for i in 1 2 3; do (setsid sleep 30 &) ; sleep 30 & done; echo ready; sleep 30"


def groups():
    return [path for uid in range(FIRST_UID, LAST_UID + 1) for path in glob.glob(f"/sys/fs/cgroup/**/evalx-{uid}",
                                                                                recursive=True)]


def dead_groups():
    """How many memory groups of the host the kernel keeps although they are removed."""
    if os.path.exists("/sys/fs/cgroup/cgroup.stat"):  # version 2
        with open("/sys/fs/cgroup/cgroup.stat", encoding="ascii") as stat:
            return int(dict(line.split() for line in stat)["nr_dying_descendants"])
    with open("/proc/cgroups", encoding="ascii") as lines:
        known = next((int(line.split()[2]) for line in lines if line.startswith("memory\t")), 0)
    return known - sum(1 for _ in os.walk("/sys/fs/cgroup/memory"))


def wakings(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as status:
        return int(status.read().split("\nvoluntary_ctxt_switches:")[1].split()[0])


def name_of(pid):
    with open(f"/proc/{pid}/comm", encoding="utf-8") as comm:
        return comm.read().strip()


def state(pid):
    """R for running, S for sleeping, Z for a zombie, ..."""
    with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
        return stat.read().rsplit(")", 1)[1].split()[0]


def processor_ticks(pid):
    with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
        return sum(map(int, stat.read().rsplit(")", 1)[1].split()[11:13]))


class Kills(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon(shared.binary, uids=f"{FIRST_UID}-{LAST_UID}")
        self.addCleanup(self.daemon.remove)
        self.addCleanup(self.stop)
        self.daemon.await_idle()

    def stop(self):
        if self.daemon.process.poll() is None:
            self.daemon.stop()
        self.assertEqual([], groups())

    def running(self):
        """A slot in the middle of a run, and its chain of processes: supervisor, launcher, init, program..."""
        slot = self.daemon.slot()
        self.addCleanup(slot.close)
        slot.start(["/bin/sh", "-c", BOMB], env=["PATH=/usr/bin"])
        wait_until(lambda: len(processes_of(FIRST_UID, LAST_UID)) >= 8, "the run is under way")
        return slot, children(self.daemon.process.pid)

    def nothing_left(self, chain):
        wait_until(lambda: not processes_of(FIRST_UID, LAST_UID), "the box's processes end")
        wait_until(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in chain), "the slot's processes end")

    def still_serves(self):
        with self.daemon.slot() as other:
            self.assertEqual("exited 0", other.shell("exit 0").verdict)

    def test_supervisor(self):
        slot, chain = self.running()
        os.kill(chain[0], signal.SIGKILL)
        self.assertRaises(Closed, slot.report)
        self.nothing_left(chain)
        self.still_serves()

    def test_launcher(self):
        slot, chain = self.running()
        os.kill(chain[1], signal.SIGKILL)
        self.assertRaises(Failure, slot.report)
        self.nothing_left(chain)
        self.still_serves()

    def test_init(self):
        slot, chain = self.running()
        os.kill(chain[2], signal.SIGKILL)
        self.assertRaises(Failure, slot.report)
        self.nothing_left(chain)
        self.still_serves()

    def test_launcher_between_runs(self):
        with self.daemon.slot() as slot:
            slot.shell("exit 0")
            supervisor = children(self.daemon.process.pid)[0]
            before = descriptors(supervisor)
            for _ in range(10):
                launcher = children(self.daemon.process.pid)[1]
                os.kill(launcher, signal.SIGKILL)
                wait_until(lambda: state(launcher) == "Z", "it dies")
                self.assertEqual("exited 0", slot.shell("exit 0").verdict)
            wait_until(lambda: descriptors(supervisor) <= before + 2, "what dead launchers had open is closed")

    def test_an_oom_kill_between_runs(self):
        with self.daemon.slot() as slot:
            slot.shell("exit 0", memory=64 * MIB)
            group = next(group for group in groups() if glob.glob(f"{group}/memory.*"))
            leaf = "launcher" if os.path.exists(f"{group}/launcher") else "."
            script = (f"import os; open('{group}/{leaf}/cgroup.procs', 'w').write(str(os.getpid()));"
                      " open('/proc/self/oom_score_adj', 'w').write('1000'); bytearray(200 << 20)")
            eater = subprocess.run(["/usr/bin/python3", "-c", script], timeout=30, check=False)
            self.assertEqual(-signal.SIGKILL, eater.returncode)
            self.assertEqual("exited 0", slot.shell("exit 0", memory=64 * MIB).verdict)

    def test_init_between_runs(self):
        with self.daemon.slot() as slot:
            slot.shell("exit 0")
            for _ in range(5):
                wait_until(self.kill_waiting_init, "a box waits")
                self.assertEqual("exited 0", slot.shell("exit 0").verdict)

    def kill_waiting_init(self):
        try:
            os.kill(children(self.daemon.process.pid)[2], signal.SIGKILL)
            return True
        except (ProcessLookupError, IndexError):
            return False

    def test_a_group_that_stays_in_use_costs_the_daemon_little(self):
        """It looks again less and less often: 200 times a second would be for nothing."""
        with self.daemon.slot() as slot:
            slot.shell("exit 0")
            group = groups()[0]
            leaf = "launcher" if os.path.exists(f"{group}/launcher") else "."
            staying = f"echo $$ > {group}/{leaf}/cgroup.procs; echo in; exec sleep 1"
            stays = subprocess.Popen(["/bin/sh", "-c", staying], stdout=subprocess.PIPE)
            self.assertEqual(b"in\n", stays.stdout.readline())
            stays.stdout.close()
        before = wakings(self.daemon.process.pid)
        stays.wait()
        self.assertLess(wakings(self.daemon.process.pid) - before, 25)
        wait_until(lambda: not groups(), "the group is removed once nobody is in it")

    def test_client(self):
        slot, chain = self.running()
        slot.close()
        self.nothing_left(chain)
        wait_until(lambda: not groups(), "the slot's groups are removed")

    def test_a_client_that_leaves_before_its_box_is_ready(self):
        """The run ends as soon as there is a box, not after the supervisor's time-out."""
        slot = self.daemon.slot()
        self.assertEqual("exited 0", slot.shell("exit 0").verdict)
        supervisor, launcher = children(self.daemon.process.pid)[:2]
        os.kill(launcher, signal.SIGSTOP)
        wait_until(lambda: state(launcher) == "T", "the launcher is stopped")
        self.kill_waiting_init()
        wait_until(lambda: {state(pid) for pid in children(self.daemon.process.pid)[2:]} <= {"Z"}, "no box is ready")
        before = descriptors(supervisor)
        slot.start(["/bin/sleep", "30"])
        wait_until(lambda: descriptors(supervisor) > before, "the run has begun")
        os.kill(supervisor, signal.SIGSTOP)
        slot.close()
        os.kill(supervisor, signal.SIGCONT)
        wait_until(lambda: state(supervisor) == "S", "the supervisor has seen it")
        start = time.monotonic()
        os.kill(launcher, signal.SIGCONT)
        wait_until(lambda: not children(self.daemon.process.pid), "the slot ends")
        self.assertLess(time.monotonic() - start, 1)

    def test_daemon(self):
        # Another daemon that starts on this host at this moment may remove the groups instead of ours.
        for _ in range(5):
            slot, chain = self.running()
            self.daemon.stop(signal.SIGKILL)
            self.assertRaises(Closed, slot.report)
            self.nothing_left(chain)
            left = groups()
            self.daemon.start()
            if left:
                break
        self.assertNotEqual([], left)
        self.assertEqual([], groups())
        self.assertIn("that a dead daemon left", self.daemon.text())
        self.still_serves()

    def test_termination(self):
        slot, chain = self.running()
        self.daemon.stop(signal.SIGTERM)
        self.assertEqual(0, self.daemon.process.returncode)
        self.assertRaises(Closed, slot.report)
        self.nothing_left(chain)
        self.assertFalse(os.path.exists(self.daemon.path))
        self.assertEqual([], groups())

    def test_a_log_that_nobody_reads(self):
        self.daemon.stop()
        reader, writer = os.pipe()
        self.daemon.process = subprocess.Popen(self.daemon.arguments, stderr=writer, stdin=subprocess.DEVNULL)
        os.close(writer)
        wait_until(self.daemon.accepts, "the daemon listens")
        os.close(reader)
        with self.daemon.slot() as slot:
            self.assertRaises(Failure, slot.fetch, b"too short")
        self.still_serves()
        self.daemon.stop()
        self.assertEqual(0, self.daemon.process.returncode)

    def test_no_descriptors_left(self):
        """A daemon that cannot accept a client pauses, and serves it as soon as it can."""
        pid = self.daemon.process.pid
        limits = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (3, limits[1]))
        client = self.daemon.slot(hello=False)
        self.addCleanup(client.close)
        wait_until(lambda: "cannot accept a client" in self.daemon.text(), "the daemon runs short")
        before, own = processor_ticks(pid), time.process_time()
        while time.process_time() < own + 1:
            pass
        self.assertLess(processor_ticks(pid) - before, 0.2 * os.sysconf("SC_CLK_TCK"))
        resource.prlimit(pid, resource.RLIMIT_NOFILE, limits)
        client.receive()
        self.assertEqual("exited 0", client.shell("exit 0").verdict)

    def test_launchers_die_at_any_moment(self):
        """Kills at random moments: each run ends with a report or a failure."""
        with self.daemon.slot() as probe:
            probe.shell("exit 0")
        stop = threading.Event()

        def shoot():
            while not stop.is_set():
                for pid in children(self.daemon.process.pid)[1:3]:
                    try:
                        os.kill(pid, signal.SIGKILL)
                    except ProcessLookupError:
                        pass
                stop.wait(0.003)

        shooter = threading.Thread(target=shoot)
        shooter.start()
        outcomes = set()
        try:
            for _ in range(60):
                try:
                    with self.daemon.slot() as slot:
                        outcomes.add(slot.shell("exit 0").verdict)
                except (Failure, Closed, Busy) as failure:
                    outcomes.add(type(failure).__name__)
        finally:
            stop.set()
            shooter.join()
        self.assertLessEqual(outcomes, {"exited 0", "Failure", "Closed", "Busy"})
        self.still_serves()


class CallersLimits(WithDaemon):
    @classmethod
    def make_daemon(cls):
        data = [] if "ASAN_OPTIONS" in os.environ else ["--data=50000000:"]  # the sanitizer's own would not fit
        low = ["/usr/bin/prlimit", "--fsize=65536:", "--cpu=1:", *data, "--nofile=20:", "--"]
        return Daemon(shared.binary, before=low, uids=f"{FIRST_UID}-{LAST_UID}")

    def test_they_bound_neither_the_daemon_nor_its_boxes(self):
        artifact = self.slot.store({"f": bytes(MIB)})
        report = self.slot.python("print(len(bytearray(80 << 20)), len(open('/app/f').read()))", artifact=artifact)
        self.assertEqual(b"83886080 1048576\n", report.stdout, report)
        limits = resource.prlimit(children(self.daemon.process.pid)[0], resource.RLIMIT_CPU)
        self.assertEqual(limits[1], limits[0])


class Heir(WithDaemon):
    """A parent that ignores SIGCHLD, which the daemon inherits."""

    connections = 2

    @classmethod
    def make_daemon(cls):
        before = ["/usr/bin/env", "--ignore-signal=CHLD"]
        return Daemon(shared.binary, before=before, uids=f"{FIRST_UID}-{LAST_UID}", connections=cls.connections)

    def test_connections_become_free_again(self):
        self.slot.close()
        for _ in range(2 * self.connections + 1):
            with self.daemon.free_slot() as slot:
                self.expect("exited 0", slot.shell("exit 0"))
        self.assertNotIn("/proc", self.daemon.text())


class Neighbours(unittest.TestCase):
    def test_two_daemons_never_share_a_user(self):
        daemons = [self.daemon() for _ in range(2)]
        slots = [daemon.slot() for daemon in daemons for _ in range(2)]
        self.assertEqual(4, len({slot.shell("id -u").stdout for slot in slots}))
        for slot in slots:
            slot.close()

    def daemon(self, before=()):
        daemon = Daemon(shared.binary, uids=f"{FIRST_UID}-{FIRST_UID + 3}", connections=2, before=before)
        self.addCleanup(daemon.remove)
        self.addCleanup(lambda: daemon.process.poll() is None and daemon.stop())
        return daemon

    def test_the_group_of_a_dead_neighbour(self):
        """Its counts and limits do not apply to the next slot with the same user."""
        dying, living = self.daemon(), self.daemon()
        with dying.slot() as slot:
            self.assertEqual("limit memory", slot.python("x = bytearray(200 << 20)", memory=32 * MIB).verdict)
            chain = children(dying.process.pid)
            dying.stop(signal.SIGKILL)
        wait_until(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in chain), "its slot ends")
        with living.slot() as one, living.slot() as other:
            self.assertEqual(["exited 0"] * 2, [slot.shell("exit 0").verdict for slot in (one, other)])

    def test_groups_of_a_daemon_that_died_while_it_tried_what_works(self):
        """The next one removes them, also where it has the dead one's number, and none that a living daemon tries."""
        with self.daemon().slot() as slot:
            self.assertEqual("exited 0", slot.shell("exit 0").verdict)
            hello = hello_of(slot)
            folders = {os.path.dirname(path) for path in groups()}
        dead = [f"{folder}/evalx-probe-{number}" for folder in folders for number in ("$$", "$$-0", "1-0")]
        tried = [f"{folder}/evalx-probe-1-1" for folder in folders]
        for path in tried:
            os.mkdir(path)
            self.addCleanup(os.rmdir, path)
            held = os.open(path, os.O_RDONLY)
            self.addCleanup(os.close, held)
            fcntl.flock(held, fcntl.LOCK_SH)
        daemon = self.daemon(before=["/bin/sh", "-c", f'mkdir {" ".join(dead)} && exec "$@"', "-"])
        with daemon.slot() as slot:
            self.assertEqual(hello, hello_of(slot))
        left = [path for path in (path.replace("$$", str(daemon.process.pid)) for path in dead) if os.path.exists(path)]
        self.assertEqual([], left)
        self.assertTrue(all(map(os.path.exists, tried)))

    def test_one_daemon_per_store_and_socket(self):
        daemon = self.daemon()
        again = subprocess.run(daemon.arguments, stderr=subprocess.PIPE, timeout=20, check=False)
        self.assertEqual(1, again.returncode)
        self.assertIn(b"another daemon uses the store", again.stderr)
        with daemon.slot() as slot:
            self.assertEqual("exited 0", slot.shell("exit 0").verdict)


class Crowd(WithDaemon):
    connections = 11

    def test_ten_slots_at_once(self):
        failures = []

        def work(number):
            try:
                with self.daemon.slot() as slot:
                    for turn in range(20):
                        report = slot.shell(f"echo {number} {turn}; cat", stdin=str(number).encode())
                        if report.stdout != f"{number} {turn}\n{number}".encode():
                            failures.append(report)
            except BaseException as failure:
                failures.append(failure)

        workers = [threading.Thread(target=work, args=(number,)) for number in range(10)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        self.assertEqual([], failures)

    def test_connections_are_capped(self):
        self.slot.close()
        slots = []
        while len(slots) < 11:
            try:
                slots.append(self.daemon.slot())
            except Busy:
                pass
        self.assertRaises(Busy, self.daemon.slot)
        slots.pop().close()

        def free():
            try:
                self.daemon.slot().close()
                return True
            except Busy:
                return False

        wait_until(free, "a place is free again")
        for slot in slots:
            slot.close()


if __name__ == "__main__":
    unittest.main()
