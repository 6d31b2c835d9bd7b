"""Artifacts: names, leases, eviction, and what is collected from a box that untrusted code wrote."""

import os
import unittest

from evalx_isolate import MIB, Daemon, Failure, Full, Missing, children, descriptors
from shared import FIRST_UID, LAST_UID, WithDaemon, binary


class Artifacts(WithDaemon):
    def test_the_name_is_the_content(self):
        files = {"a": b"1", "d/b": (b"2", True), "c": b""}
        artifact = self.slot.store(files)
        self.assertEqual(artifact, self.slot.store(dict(reversed(files.items()))))
        for change in ({"a": b"2"}, {"d/b": (b"2", False)}, {"e": b""}):
            self.assertNotEqual(artifact, self.slot.store({**files, **change}))
        self.assertNotEqual(self.slot.store({"ab": b"c"}), self.slot.store({"a": b"bc"}))

    def test_its_digest_is_as_the_protocol_says(self):
        import hashlib
        import struct
        files = {"b/x": (os.urandom(100_000), True), "a": (b"abc", False)}
        whole = hashlib.sha256()
        for name in sorted(files):
            body, executable = files[name]
            whole.update(struct.pack(">Q", len(name)) + name.encode() + struct.pack(">QQ", executable, len(body)))
            whole.update(hashlib.sha256(body).digest())
        self.assertEqual(whole.digest(), self.slot.store(files))
        for size in (0, 1, 54, 55, 56, 63, 64, 65, 119, 120, 128):
            body = bytes(size)
            whole = hashlib.sha256(struct.pack(">Q", 1) + b"n" + struct.pack(">QQ", 0, size) + hashlib.sha256(body).digest())
            self.assertEqual(whole.digest(), self.slot.store({"n": body}), size)

    def test_fetched_as_stored(self):
        files = {"a": (os.urandom(200_000), False), "d/e/b": (b"2", True), "empty": (b"", False)}
        self.assertEqual(files, self.slot.fetch(self.slot.store(files)))

    def test_mounted_read_only(self):
        artifact = self.slot.store({"d/tool": (b"#!/bin/sh\necho ran $0\n", True), "data": b"x"})
        report = self.slot.shell("/app/d/tool; ls -lR /app | grep -c root; rm -f /app/data; echo x > /app/data;"
                                 " chmod 777 /app/data; ls /app", artifact=artifact)
        self.assertEqual(b"ran /app/d/tool\n3\nd\ndata\n", report.stdout)

    def test_missing(self):
        for ask in (self.slot.fetch, self.slot.lease, lambda a: self.slot.shell("true", artifact=a, stdin=b"x" * 100_000)):
            self.assertRaises(Missing, ask, bytes(32))
        self.expect("exited 0", self.slot.shell("exit 0"))

    def test_missing_leaves_nothing_open(self):
        self.slot.shell("exit 0")
        supervisor = children(self.daemon.process.pid)[0]
        before = descriptors(supervisor)
        for _ in range(20):
            self.assertRaises(Missing, self.slot.shell, "true", artifact=bytes(32), stdin=b"x")
        self.assertLess(descriptors(supervisor), before + 5)

    def test_index_and_folders_may_differ(self):
        """A slot that dies in between leaves them so."""
        artifact = self.slot.store({"a": b"kept by both"})
        folder = f"{self.daemon.folder}/store/artifacts/{artifact.hex()}"
        os.rename(folder, f"{self.daemon.folder}/aside")
        self.assertRaises(Missing, self.slot.fetch, artifact)
        os.rename(f"{self.daemon.folder}/aside", folder)
        self.assertEqual(artifact, self.slot.store({"a": b"kept by both"}))
        self.assertEqual({"a": (b"kept by both", False)}, self.slot.fetch(artifact))

    def test_names_that_lead_elsewhere(self):
        for name in ("../a", "/a", "a/../b", "a//b", ".", "", "a/", "x" * 256, "/".join("a" * 17)):
            with self.subTest(name), self.daemon.slot() as slot:
                self.assertRaises(Failure, slot.store, {name: b""})

    def test_the_same_name_twice(self):
        with self.daemon.slot() as slot:
            self.assertRaises(Failure, slot.store, {"a": b"", "a/b": b""})


class ManyLeases(WithDaemon):
    def test_a_connection_with_all_leases_runs_programs(self):
        artifact = self.slot.store({"f": (b"x", False)})
        for _ in range(1024):
            self.slot.lease(artifact)
        self.expect("exited 0", self.slot.shell("exit 0", artifact=artifact))


class FullDisk(WithDaemon):
    """The store is on a small file system that only the daemon sees, and whose end cuts a write short."""

    MOUNT = ('for word; do [ "$last" != --store ] || store=$word; last=$word; done;'
             ' mkdir -p "$store" && mount -t tmpfs -o size=1044k store "$store" && exec "$@"')

    @classmethod
    def make_daemon(cls):
        return Daemon(binary, uids=f"{FIRST_UID}-{LAST_UID}", before=["/usr/bin/unshare", "--mount", "/bin/sh", "-c", cls.MOUNT, "-"])

    def test_it_ends_no_slot(self):
        self.assertRaises(Full, self.slot.store, {"a": bytes(2 * MIB)})
        self.assertIn("the store's disk is full", self.daemon.text())
        self.assertRaises(Full, self.slot.shell, "head -c 2000000 /dev/urandom > f", collect=True)
        self.slot.store({"a": bytes(1000)})
        self.expect("exited 0", self.slot.shell("exit 0"))

    def test_what_nobody_leases_makes_room(self):
        for number in range(20):
            self.slot.store({"a": bytes([number]) * (400 << 10)})
        report = self.slot.shell("head -c 900000 /dev/zero > f", collect=True)
        self.assertEqual({"f": (bytes(900000), False)}, self.slot.fetch(report.collected))


class Eviction(WithDaemon):
    options = ("--store-bytes", str(4 * MIB), "--store-artifacts", "8")

    def big(self, number):
        return {"f": bytes([number]) * MIB}

    def present(self, slot, artifact):
        try:
            slot.fetch(artifact)
            return True
        except Missing:
            return False

    def test_the_least_recently_used_goes(self):
        first, second, third = (self.slot.store(self.big(n)) for n in range(3))
        self.slot.fetch(first)
        fourth = self.slot.store(self.big(3))
        self.assertEqual([True, False, True, True],
                         [self.present(self.slot, a) for a in (first, second, third, fourth)])

    def test_the_number_is_bounded(self):
        artifacts = [self.slot.store({"n": str(n).encode()}) for n in range(9)]
        self.assertEqual([False] + [True] * 8, [self.present(self.slot, a) for a in artifacts])
        self.assertLessEqual(len(os.listdir(f"{self.daemon.folder}/store/artifacts")), 8)

    def test_never_a_leased_one(self):
        with self.daemon.slot() as holder:
            leased = self.slot.store(self.big(10))
            holder.lease(leased)
            holder.lease(leased)
            for number in range(11, 17):
                self.slot.store(self.big(number))
            self.assertTrue(self.present(self.slot, leased))
            holder.release(leased)
            for number in range(17, 23):
                self.slot.store(self.big(number))
            self.assertTrue(self.present(self.slot, leased))
            holder.release(leased)
            for number in range(23, 29):
                self.slot.store(self.big(number))
            self.assertFalse(self.present(self.slot, leased))

    def test_a_lease_ends_with_its_connection(self):
        with self.daemon.slot() as holder:
            leased = self.slot.store(self.big(30))
            holder.lease(leased)
        from evalx_isolate import wait_until

        def gone():
            for number in range(31, 36):
                self.slot.store(self.big(number))
            return not self.present(self.slot, leased)

        wait_until(gone, "the lease ends")

    def test_what_never_fits_evicts_nothing(self):
        kept = self.slot.store(self.big(50))
        with self.daemon.slot() as other:
            self.assertRaises(Full, other.store, {"f": bytes(5 * MIB)})
        self.assertTrue(self.present(self.slot, kept))

    def test_full_of_leases(self):
        with self.daemon.slot() as holder:
            for number in range(40, 43):
                holder.lease(self.slot.store(self.big(number)))
            self.assertRaises(Full, self.slot.store, self.big(43))
            self.assertRaises(Full, self.slot.shell, "head -c 1048576 /dev/zero > f", collect=True)
            self.expect("exited 0", self.slot.shell("exit 0"))
            holder.release(self.slot.store(self.big(42)))
            self.slot.store(self.big(43))

    def test_a_running_one_stays(self):
        with self.daemon.slot() as runner:
            artifact = self.slot.store({**self.big(50), "go": (b"#!/bin/sh\nread x; cat /app/f | wc -c\n", True)})
            runner.start(["/bin/sh", "-c", "sleep 0.5; wc -c < /app/f"], artifact=artifact, env=["PATH=/usr/bin"])
            for number in range(51, 57):
                self.slot.store(self.big(number))
            self.assertEqual(b"1048576\n", runner.report().stdout)


class Collecting(WithDaemon):
    def collect(self, script, **options):
        report = self.slot.shell(script, collect=True, **options)
        self.expect("exited 0", report)
        return self.slot.fetch(report.collected) if report.collected else None

    def test_regular_files_only(self):
        files = self.collect(
            "mkdir -p a/b; echo 1 > a/b/c; echo x > run; chmod 755 run; ln -s /etc/passwd link; ln -s a dir; mkfifo fifo;"
            " /usr/bin/python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"sock\")'; mkdir empty;"
            " ln run hard; chmod 0 a/b/c")
        self.assertEqual({"a/b/c": (b"1\n", False), "run": (b"x\n", True), "hard": (b"x\n", True)}, files)

    def test_a_link_on_the_way(self):
        files = self.collect("mkdir d; echo x > d/f; mv d e; ln -s /etc d; ln -s e/f g")
        self.assertEqual({"e/f": (b"x\n", False)}, files)

    def test_a_sparse_terabyte(self):
        self.assertIsNone(self.collect("truncate -s 1T huge || truncate -s 1000M huge", file=1024 * MIB))
        self.assertIsNone(self.collect("truncate -s 65M large", file=1024 * MIB))
        report = self.slot.shell("truncate -s 1T huge", collect=True)
        self.assertNotEqual("exited 0", report.verdict)

    def test_holes_take_no_room(self):
        """Sparse files of a store's size together, all leased: none of them is another's full store."""
        script = "truncate -s 60M f; printf %s {0} | dd of=f bs=1 seek=30000000 conv=notrunc 2>/dev/null; printf end >> f"
        for number in range(20):
            report = self.slot.shell(script.format(number), collect=True, file=128 * MIB)
            self.slot.lease(report.collected)
        written = str(number).encode()
        expected = bytearray(60 * MIB) + b"end"
        expected[30000000 : 30000000 + len(written)] = written
        self.assertEqual({"f": (bytes(expected), False)}, self.slot.fetch(report.collected))
        self.assertEqual(report.collected, self.slot.store({"f": bytes(expected)}))
        folder = f"{self.daemon.folder}/store/artifacts/{report.collected.hex()}/f"
        self.assertLess(os.stat(folder).st_blocks * 512, MIB)

    def test_too_many_files(self):
        self.assertIsNone(self.collect("i=0; while [ $i -lt 4097 ]; do : > $i; i=$((i+1)); done", cpu=10))

    def test_too_deep(self):
        self.assertIsNone(self.collect("i=0; while [ $i -lt 40 ]; do mkdir d; cd d; i=$((i+1)); done; : > f"))

    def test_odd_names(self):
        files = self.slot.python("open(b'\\xff\\n'.decode('utf-8', 'surrogateescape'), 'w').write('x')", collect=True)
        self.assertIsNotNone(files.collected)

    def test_a_directory_that_forbids(self):
        self.assertEqual({"d/f": (b"x\n", False)}, self.collect("mkdir d; echo x > d/f; chmod 0 d"))

    def test_only_after_success(self):
        self.assertIsNone(self.slot.shell("echo x > f; exit 1", collect=True).collected)
        self.assertIsNone(self.slot.shell("echo x > f; kill -9 $$", collect=True).collected)

    def test_collected_runs(self):
        report = self.slot.shell("cp /bin/echo say", collect=True)
        self.assertEqual(b"hi\n", self.slot.run(["/app/say", "hi"], artifact=report.collected).stdout)


if __name__ == "__main__":
    unittest.main()
