"""Every way in which a run can end, and whether its figures are true."""

import os
import shutil
import subprocess
import tempfile
import unittest

from evalx_isolate import MIB, children
from shared import WEIGHT, WithDaemon

BURN = "import time\nwhile time.process_time() < {seconds}: pass\n"
ORPHAN = """
import os, time
{sessions}
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while time.process_time() < {seconds}: pass
        open('/box/done', 'w').close()
    os._exit(0)
os.wait()
while not os.path.exists('/box/done'): time.sleep(0.01)
"""


# Grows like Go's heap: much address space is reserved, and committed MiB by MiB.
COMMIT = r"""
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
int main(int argc, char **argv)
{
    size_t step = 1 << 20, reserved = (size_t)1 << 38;
    char *heap = mmap(NULL, reserved, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (heap == MAP_FAILED)
        return 9;
    for (int i = 0; i < atoi(argv[2]); i++) {
        char *at = heap + i * step;
        if (*argv[1] == 'p' ? mprotect(at, step, PROT_READ | PROT_WRITE) != 0
                            : mmap(at, step, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != at)
            return 2;
        memset(at, 1, step);
    }
    return 0;
}
"""


def compile_c(source):
    folder = tempfile.mkdtemp(prefix="sbx-test-", dir="/tmp")
    try:
        path = os.path.join(folder, "program")
        subprocess.run(["gcc", "-O1", "-pthread", "-x", "c", "-o", path, "-"], input=source.encode(), check=True)
        with open(path, "rb") as program:
            return program.read()
    finally:
        shutil.rmtree(folder)


class Endings(WithDaemon):
    table = [
        ("success", "exit 0", {}, "exited 0"),
        ("an exit code that looks like a time limit", "exit 124", {}, "exited 124"),
        ("an exit code that looks like a kill", "exit 137", {}, "exited 137"),
        ("abort", "kill -ABRT $$", {}, "signalled 6"),
        ("segmentation fault", "kill -SEGV $$", {}, "signalled 11"),
        ("arithmetic", "kill -FPE $$", {}, "signalled 8"),
        ("a kill of its own", "kill -KILL $$", {}, "signalled 9"),
        ("termination", "kill -TERM $$", {}, "signalled 15"),
        ("processor time by loop", "while :; do :; done", {"cpu": 0.3}, "limit cpu"),
        ("wall time by sleep", "sleep 9", {"wall": 0.3}, "limit wall"),
        ("output", "yes", {}, "limit output"),
        ("output exactly at its limit", "head -c 1000 /dev/zero", {"stdout": 1000}, "exited 0"),
        ("output one above its limit", "head -c 1001 /dev/zero", {"stdout": 1000}, "limit output"),
        ("a flood on stderr", "yes >&2", {}, "limit output"),
        ("a flood on both", "yes >&2 & yes", {}, "limit output"),
        ("a file above its limit", "trap '' XFSZ; head -c 5000000 /dev/zero > f", {"file": MIB}, "exited 1"),
        ("a file above its limit, by signal", "exec /usr/bin/head -c 5000000 /dev/zero > f", {"file": MIB}, "signalled 25"),
        ("a sleeper that ignores signals", "trap '' TERM INT HUP USR1; sleep 9", {"wall": 0.3}, "limit wall"),
        ("one that stops itself", "kill -STOP $$", {"wall": 0.3}, "limit wall"),
        ("children that outlive it", "sleep 9 & sleep 9 & exit 5", {}, "exited 5"),
        ("a fork bomb", "b() { b | b & b; }; b; while :; do :; done", {"cpu": 0.5, "wall": 3}, None),
        ("closed streams", "exec 0<&- 1>&- 2>&-; exit 4", {}, "exited 4"),
    ]

    def test_table(self):
        for name, script, options, verdict in self.table:
            with self.subTest(name):
                report = self.slot.shell(script, **options)
                if verdict:
                    self.expect(verdict, report)
                self.expect("exited 0", self.slot.shell("exit 0"))

    def test_a_command_that_cannot_be_executed(self):
        """Differs from a program that exits with 127, as shells do."""
        artifact = self.slot.store({"junk": (b"\x00\x01\x02\x03", True), "plain": (b"#!/bin/sh\n", False),
                                    "lost": (b"#!/usr/bin/none\n", True), "script": (b"#!/bin/sh\nexit 127\n", True)})
        for command, verdict in (("/usr/bin/none", "not started ENOENT"), ("/app/lost", "not started ENOENT"),
                                 ("/app/junk", "not started ENOEXEC"), ("/app/plain", "not started EACCES"),
                                 ("/usr/bin", "not started EACCES"), ("/app/junk/x", "not started ENOTDIR"),
                                 ("/app/script", "exited 127")):
            with self.subTest(command):
                report = self.slot.run([command], artifact=artifact, collect=True)
                self.expect(verdict, report)
                self.assertEqual((b"", b"", set()), (report.stdout, report.stderr, report.exceeded))
                self.assertIsNone(report.collected)
                self.expect("exited 0", self.slot.shell("exit 0"))

    def test_every_limit_is_flagged(self):
        report = self.slot.shell("yes & while :; do :; done", cpu=0.5, stdout=100)
        self.assertIn("output", report.exceeded)


class Memory(WithDaemon):
    def test_heap(self):
        report = self.slot.python("x = bytearray(300 << 20); x[::4096] = b'x' * len(x[::4096])", memory=64 * MIB)
        self.expect("limit memory", report)

    def test_peak_is_what_was_allocated(self):
        empty = self.slot.python("pass", memory=512 * MIB)
        report = self.slot.python("x = b'x' * (200 << 20)", memory=512 * MIB)
        self.expect("exited 0", report)
        grown = (report.peak_kib - empty.peak_kib) / 1024
        self.assertAlmostEqual(200, grown, delta=10)

    def test_a_small_program(self):
        artifact = self.slot.store({"null": (compile_c("int main(void) { return 0; }"), True)})
        for _ in range(50):
            report = self.slot.run(["/app/null"], artifact=artifact)
            # The kernel counts resident pages in batches on each core: a program this small may miss some.
            self.assertTrue(500 < report.peak_kib < 6000 * WEIGHT, report)

    def test_the_peak_is_never_above_the_limit(self):
        for size in (8, 12, 16, 20, 24, 28, 32, 36, 48):
            report = self.slot.python(f"x = bytearray({size} << 20); x[::4096] = b'x' * len(x[::4096])", memory=32 * MIB)
            self.assertLessEqual(report.peak_kib, 32 * 1024, report)

    def test_the_peak_of_the_run_before_is_forgotten(self):
        self.slot.python("x = b'x' * (200 << 20)", memory=512 * MIB)
        self.assertLess(self.slot.python("pass", memory=512 * MIB).peak_kib, 40 * 1024)

    def test_files_count(self):
        report = self.slot.shell("head -c 100000000 /dev/zero > /tmp/f", memory=32 * MIB, file=128 * MIB)
        self.expect("limit memory", report)

    def test_page_cache_does_not(self):
        self.slot.shell("cat /usr/bin/* /usr/lib/x86_64-linux-gnu/*.so* > /dev/null", memory=256 * MIB, cpu=20)
        report = self.slot.shell("cat /usr/lib/gcc/x86_64-linux-gnu/12/cc1 > /dev/null", memory=256 * MIB)
        self.assertLess(report.peak_kib, 30 * 1024)

    def test_a_child_that_runs_out_of_memory(self):
        report = self.slot.shell("/usr/bin/python3 -c 'x = b\"x\" * (300 << 20)'; exit 0", memory=64 * MIB)
        self.expect("limit memory", report)

    def test_stack(self):
        program = compile_c("""
            #include <stdio.h>
            static int down(int n) { volatile char frame[1000]; frame[n % 1000] = 1; return n ? down(n - 1) + frame[7] : 0; }
            int main(int count, char **given) { return down(count > 1 ? 100000 : 1000) == -1; }""")
        artifact = self.slot.store({"deep": (program, True)})
        self.expect("exited 0", self.slot.run(["/app/deep"], artifact=artifact, stack=8 * MIB))
        self.expect("signalled 11", self.slot.run(["/app/deep", "x"], artifact=artifact, stack=8 * MIB))
        self.expect("exited 0", self.slot.run(["/app/deep", "x"], artifact=artifact, stack=128 * MIB, memory=256 * MIB))

    def test_a_stack_that_the_program_raises(self):
        raised = "import resource as r\nr.setrlimit(r.RLIMIT_STACK, (1 << 29, r.RLIM_INFINITY))\nprint('ok')"
        for warm in None, ():
            report = self.slot.python(raised, stack=8 * MIB, **({} if warm is None else {"warm": warm}))
            self.expect("exited 0", report)
            self.assertEqual(b"ok\n", report.stdout)

    def test_more_at_once_than_the_machine_has(self):
        asked = "x = bytearray(10**15)"
        reserved = """
            #include <stdio.h>
            #include <sys/mman.h>
            enum { PRIVATE = MAP_PRIVATE | MAP_ANONYMOUS };
            int main(void)
            {
                mmap(NULL, 1L << 45, PROT_NONE, PRIVATE, -1, 0);
                mmap(NULL, 1L << 45, PROT_READ | PROT_WRITE, PRIVATE | MAP_NORESERVE, -1, 0);
                fputs("MemoryError", stderr);
                return 1;
            }"""
        told = b"netlink: " not in self.slot.hello  # else the kernel lets the launcher answer nothing
        for warm in None, ():
            report = self.slot.python(asked, **({} if warm is None else {"warm": warm}))
            self.expect("exited 1", report)
            self.assertIn(b"MemoryError", report.stderr)
            self.assertEqual(told, report.beyond_machine)
        report = self.slot.shell(f"/usr/bin/python3 -c '{asked}' 2>/dev/null; exit 3")
        self.expect("exited 3", report)
        self.assertEqual(told, report.beyond_machine)
        artifact = self.slot.store({"reserved": (compile_c(reserved), True)})
        report = self.slot.run(["/app/reserved"], artifact=artifact)
        self.expect("exited 1", report)
        self.assertFalse(report.beyond_machine, "what is reserved takes no memory, and text says nothing")

    def test_the_slot_lives_on(self):
        for _ in range(3):
            self.expect("limit memory", self.slot.python("x = b'x' * (300 << 20)", memory=64 * MIB))
            self.expect("exited 0", self.slot.shell("exit 0", memory=64 * MIB))


    def test_what_a_run_leaves_is_not_charged_to_the_next(self):
        """The next request comes while the previous box is still being torn down."""
        big = "x = open('/box/f', 'wb'); x.write(bytes(300 << 20)); x.close()"
        for _ in range(5):
            self.expect("exited 0", self.slot.python(big, memory=512 * MIB, file=400 * MIB))
            report = self.slot.python("x = b'x' * (20 << 20)", memory=64 * MIB)
            self.expect("exited 0", report)
            self.assertGreater(report.peak_kib, 20 * 1024)

    def test_a_peak_under_old_page_cache(self):
        self.slot.shell("cat /usr/lib/x86_64-linux-gnu/*.so* /usr/lib/jvm/*/lib/server/* > /dev/null", memory=512 * MIB, cpu=20)
        report = self.slot.python("x = b'x' * (100 << 20)", memory=128 * MIB)
        self.expect("exited 0", report)
        self.assertAlmostEqual(107, report.peak_kib / 1024, delta=9)


class Times(WithDaemon):
    def test_a_loop(self):
        report = self.slot.python(BURN.format(seconds=0.5))
        self.assertAlmostEqual(0.5, report.cpu, delta=0.06)

    def test_a_sleep(self):
        report = self.slot.shell("exec sleep 0.5")
        self.assertLess(report.cpu, 0.05)
        self.assertTrue(0.5 <= report.wall < 1.5, report)

    def test_a_child(self):
        report = self.slot.shell(f"/usr/bin/python3 -c '{BURN.format(seconds=0.4)}'")
        self.assertAlmostEqual(0.4, report.cpu, delta=0.08)

    def test_an_orphan(self):
        report = self.slot.python(ORPHAN.format(seconds=0.4, sessions=""))
        self.assertAlmostEqual(0.4, report.cpu, delta=0.1)

    def test_children_that_nobody_waits_for(self):
        report = self.slot.python(ORPHAN.format(
            seconds=0.4, sessions="import signal; signal.signal(signal.SIGCHLD, signal.SIG_IGN)")
            .replace("os.wait()", "pass"))
        self.assertAlmostEqual(0.4, report.cpu, delta=0.1)

    def test_an_orphan_at_its_limit(self):
        report = self.slot.python(ORPHAN.format(seconds=20, sessions=""), cpu=0.4)
        self.expect("limit cpu", report)
        self.assertLess(report.cpu, 0.5)

    def test_threads(self):
        program = compile_c("""
            #include <pthread.h>
            #include <time.h>
            static void *burn(void *unused) {
                struct timespec t;
                do clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t); while (t.tv_sec == 0 && t.tv_nsec < 150000000);
                return unused;
            }
            int main(void) {
                pthread_t threads[4];
                for (int i = 0; i < 4; i++) pthread_create(&threads[i], 0, burn, 0);
                for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
            }""")
        artifact = self.slot.store({"threads": (program, True)})
        report = self.slot.run(["/app/threads"], artifact=artifact)
        self.expect("exited 0", report)
        self.assertAlmostEqual(0.6, report.cpu, delta=0.05)

    def test_the_limit_holds_within_20_ms(self):
        for script in ("while :; do :; done", "while :; do :; done & while :; do :; done"):
            report = self.undisturbed(lambda: self.slot.shell(script, cpu=0.5), lambda report: report.cpu - 0.5 < 0.02)
            self.expect("limit cpu", report)
            self.assertLess(report.cpu - 0.5, 0.02, script)


class Streams(WithDaemon):
    # Node.js writes without waiting, and what the pipe has no room for is lost when the program exits.
    def test_output_written_without_waiting(self):
        report = self.slot.python("import os\nos.set_blocking(1, False)\nos.write(1, bytes(1 << 19))\n", stdout=4 * MIB)
        self.assertEqual((1 << 19, "exited 0"), (len(report.stdout), report.verdict))

    def test_input_comes_whole(self):
        data = os.urandom(3_000_000)
        report = self.slot.shell("cat", stdin=data, stdout=4 * MIB)
        self.assertEqual(data, report.stdout)

    def test_input_cannot_be_changed(self):
        report = self.slot.python(
            "import os\ntry:\n  os.pwrite(0, b'x', 0)\nexcept OSError as e: print(e.errno)\nprint(input())", stdin=b"one\n")
        self.assertEqual(b"1\none\n", report.stdout)

    def test_stderr_is_cut_and_said_so(self):
        report = self.slot.shell("head -c 5000 /dev/zero >&2; echo out", stderr=1000)
        self.assertEqual((1000, True, b"out\n"), (len(report.stderr), report.stderr_truncated, report.stdout))

    def test_output_before_a_kill_is_kept(self):
        report = self.slot.shell("echo early; sleep 9", wall=0.3)
        self.assertEqual(b"early\n", report.stdout)

    def test_arguments_and_environment(self):
        report = self.slot.run(["/usr/bin/env"], env=["A=1", "B=two words"])
        self.assertEqual(b"A=1\nB=two words\n", report.stdout)
        report = self.slot.run(["/usr/bin/printf", "%s|", "a b", "", "ü"])
        self.assertEqual("a b||ü|".encode(), report.stdout)


# Copies of a file of the host, in the ways that would be sendfile where that works; then it says 42.
COPIES = {
    "M.java": """
import java.io.*;
import java.net.*;
import java.nio.channels.*;
import java.nio.file.*;

class M {
    static final Path FROM = Path.of("/usr/bin/env");

    static void transfer(WritableByteChannel to) {
        try (to; FileChannel from = FileChannel.open(FROM)) {
            for (long at = 0; at < from.size();)
                at += from.transferTo(at, from.size() - at, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void main(String[] arguments) throws Exception {
        Files.copy(FROM, Path.of("a"));
        transfer(FileChannel.open(Path.of("b"), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        Pipe pipe = Pipe.open();
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of("socket"));
        SocketChannel client = SocketChannel.open(server.getLocalAddress()), served = server.accept();
        new Thread(() -> transfer(pipe.sink())).start();
        Files.copy(Channels.newInputStream(pipe.source()), Path.of("c"));
        new Thread(() -> transfer(served)).start();
        Files.copy(Channels.newInputStream(client), Path.of("d"));
        for (String name : "abcd".split(""))
            if (Files.mismatch(FROM, Path.of(name)) != -1)
                throw new Error(name);
        System.out.println(42);
    }
}
""",
    "node": """
const fs = require('fs'), path = '/usr/bin/env'
fs.copyFileSync(path, 'a')
fs.promises.copyFile(path, 'b').then(() => fs.createReadStream(path).pipe(fs.createWriteStream('c')).on('finish', () => {
  for (const name of 'abc')
    if (!fs.readFileSync(name).equals(fs.readFileSync(path))) throw name
  console.log(42)
}))
""",
    "python": """
import asyncio, filecmp, shutil, socket, threading
path = '/usr/bin/env'

def receive(end, name):
    with open(name, 'wb') as file:
        while part := end.recv(65536):
            file.write(part)

async def send(end):
    loop = asyncio.get_running_loop()
    end.setblocking(False)
    with open(path, 'rb') as file:
        await loop.sock_sendfile(end, file)

def plain(end):
    with open(path, 'rb') as file:
        end.sendfile(file)

shutil.copyfile(path, 'a')
for name, way in ('b', plain), ('c', lambda end: asyncio.run(send(end))):
    ends = socket.socketpair()
    receiver = threading.Thread(target=receive, args=(ends[1], name))
    receiver.start()
    way(ends[0])
    ends[0].close()
    receiver.join()
assert all(filecmp.cmp(path, name, shallow=False) for name in 'abc')
print(42)
""",
    "a.cpp": """
#include <cstdlib>
#include <filesystem>
#include <iostream>

int main()
{
    std::filesystem::copy("/usr/bin/env", "a");
    std::filesystem::copy_file("a", "b");
    if (system("cp /usr/bin/env c && cmp a c && cmp b c") == 0)
        std::cout << 42 << std::endl;
}
""",
}


class Runtimes(WithDaemon):
    """Large runtimes at small limits; they must work without /sys and most of /proc."""

    def test_java(self):
        source = COPIES["M.java"]
        artifact = self.slot.store({"M.java": source.encode()})
        built = self.slot.run(["/usr/bin/javac", "-d", "/box", "/app/M.java"], artifact=artifact, cpu=20, wall=60,
                              memory=512 * MIB, processes=64, collect=True)
        self.expect("exited 0", built)
        report = self.slot.run(["/usr/bin/java", "-Xmx32m", "-Xss1m", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-cp", "/app", "M"],
                               artifact=built.collected, memory=128 * MIB, processes=64, cpu=10)
        self.assertEqual((b"42\n", "exited 0"), (report.stdout, report.verdict), report)

    def test_node(self):
        report = self.slot.run(["/usr/bin/node", "-e", COPIES["node"]], memory=128 * MIB, processes=32, cpu=10)
        self.assertEqual((b"42\n", "exited 0"), (report.stdout, report.verdict), report)

    def test_python(self):
        report = self.slot.python(COPIES["python"])
        self.assertEqual((b"42\n", "exited 0"), (report.stdout, report.verdict), report)

    def test_a_compiler(self):
        artifact = self.slot.store({"a.cpp": COPIES["a.cpp"].encode()})
        built = self.slot.run(["/usr/bin/g++", "-o", "/box/a", "/app/a.cpp"], artifact=artifact, cpu=20, wall=60,
                              env=["PATH=/usr/bin"], memory=512 * MIB, collect=True)
        self.expect("exited 0", built)
        self.assertEqual(b"42\n", self.slot.run(["/app/a"], artifact=built.collected).stdout)

    def test_python_with_processes(self):
        report = self.slot.python("import multiprocessing as m\nprint(sum(m.Pool(2).map(abs, [-1, -2])))", cpu=5,
                                  processes=64)
        self.assertEqual(b"3\n", report.stdout, report)


class WithoutGroups(WithDaemon):
    """A host without control groups: the named replacements work, and the hello lists them."""

    options = ("--cgroups", "none")

    def test_it_says_so(self):
        for word in (b"none", b"RLIMIT_DATA", b"RLIMIT_NPROC", b"RLIMIT_CPU"):
            self.assertIn(word, self.slot.hello)

    def test_verdicts(self):
        for script, options, verdict in (
                ("exit 3", {}, "exited 3"),
                ("while :; do :; done", {"cpu": 0.3}, "limit cpu"),
                ("sleep 9", {"wall": 0.3}, "limit wall"),
                ("yes", {}, "limit output"),
                ("kill -SEGV $$", {}, "signalled 11"),
                ("sleep 9 & sleep 9 & exit 5", {}, "exited 5")):
            with self.subTest(script):
                self.expect(verdict, self.slot.shell(script, **options))

    def test_memory_is_bounded(self):
        report = self.slot.python("x = bytearray(300 << 20)", memory=64 * MIB)
        self.expect("exited 1", report)
        self.assertIn(b"MemoryError", report.stderr)
        self.expect("limit memory", self.slot.python("x = b'x' * (100 << 20)", memory=64 * MIB))
        self.expect("limit memory", self.slot.shell("/usr/bin/python3 -c 'x = b\"x\" * (100 << 20)'; exit 0", memory=64 * MIB))
        self.expect("exited 0", self.slot.python("x = b'x' * (40 << 20)", memory=64 * MIB))

    def test_java(self):
        hog = (b"import java.util.*; class M { public static void main(String[] a) { List<byte[]> all = new ArrayList<>();"
               b" for (int i = 0; i < Integer.parseInt(a[0]); i++) { byte[] b = new byte[1 << 20]; Arrays.fill(b, (byte) 1);"
               b" all.add(b); } System.out.println(all.size()); } }")
        artifact = self.slot.store({"M.java": hog})

        def java(heap, mebibytes, memory):
            return self.slot.run(["/usr/bin/java", f"-Xmx{heap}m", "-Xss16m", "-XX:+UseSerialGC", "/app/M.java", str(mebibytes)],
                                 artifact=artifact, memory=memory * MIB, processes=64, cpu=20, wall=60)

        self.expect("exited 0", java(384, 10, 512))
        report = java(4096, 1500, 512)
        self.assertTrue(report.verdict == "limit memory" or b"OutOfMemory" in report.stderr + report.stdout
                        or b"insufficient memory" in report.stderr + report.stdout, report)
        self.assertLess(report.peak_kib, (512 + 128) << 10)

    def test_node(self):
        hog = "const all = []; for (let i = 0; i < {}; i++) all.push(Buffer.alloc(1 << 20, 1)); console.log(all.length)"
        options = {"memory": 128 * MIB, "processes": 32, "cpu": 10, "stack": 128 * MIB}
        report = self.slot.run(["/usr/bin/node", "-e", hog.format(10)], **options)
        self.assertEqual((b"10\n", "exited 0"), (report.stdout, report.verdict), report)
        report = self.slot.run(["/usr/bin/node", "-e", hog.format(1000)], **options)
        self.assertNotEqual("exited 0", report.verdict)
        self.assertLess(report.peak_kib, (128 + 128) << 10)

    def test_a_heap_that_is_reserved_and_then_committed(self):
        """Like Go, which has no heap limit of its own; reserved memory does not count."""
        artifact = self.slot.store({"commit": (compile_c(COMMIT), True)})
        for way in ("protect", "map"):
            with self.subTest(way):
                self.expect("exited 0", self.slot.run(["/app/commit", way, "48"], artifact=artifact, memory=64 * MIB))
                report = self.slot.run(["/app/commit", way, "300"], artifact=artifact, memory=64 * MIB)
                self.expect("limit memory", report)
                # 128 MiB for memory that a runtime reserves and never touches
                self.assertLess(report.peak_kib, (64 + 128 + 8) << 10)

    def test_no_memory_is_shared_but_by_files(self):
        report = self.slot.python('''
import ctypes, mmap, os
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_long
for flags in (mmap.MAP_SHARED, 3):
    print(libc.mmap(0, 4096, 3, flags | mmap.MAP_ANONYMOUS, -1, 0))
print(libc.shmget(0, 4096, 0o1600), libc.memfd_create(b"x", 0))
with open("/tmp/f", "wb+") as file:
    file.truncate(4096)
    mmap.mmap(file.fileno(), 4096)
mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
''')
        self.assertEqual((b"-1\n-1\n-1 -1\n", "exited 0"), (report.stdout, report.verdict), report)

    def test_processes_are_bounded(self):
        report = self.slot.python("""
import os, time
count = 0
try:
    while os.fork() or time.sleep(9): count += 1
except OSError: print(count)
""", processes=10)
        self.assertLess(int(report.stdout), 10)

    def test_figures(self):
        report = self.slot.python("x = b'x' * (100 << 20)\n" + BURN.format(seconds=0.4), memory=512 * MIB)
        self.assertAlmostEqual(0.4, report.cpu, delta=0.1)
        self.assertAlmostEqual(110, report.peak_kib / 1024, delta=10)
        self.assertFalse(report.by_group)


class LongLife(WithDaemon):
    def test_a_slot_outlives_its_launchers(self):
        """A launcher and its network namespace are replaced after 1000 runs."""
        self.slot.run(["/bin/true"])
        launcher = children(self.daemon.process.pid)[1]
        for _ in range(1000):
            self.expect("exited 0", self.slot.run(["/bin/true"]))
        self.assertNotIn(launcher, children(self.daemon.process.pid))


if __name__ == "__main__":
    unittest.main()
