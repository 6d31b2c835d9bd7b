"""Compilers as attackers: the real compile commands on files that are made to harm."""

import json
import os
import subprocess
import tempfile
import time
import unittest

from evalx_isolate import MIB
from shared import WithDaemon

CATALOG = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../src/main/resources/languages.json")

with open(CATALOG, encoding="utf-8") as catalog:
    LANGUAGES = {language["id"]: language for language in json.load(catalog)}

# language, name, source: each ends with a report, in time, and shows nothing of the host.
HOSTILE = [
    ("c", "an endless device", '#include "/dev/zero"\n'),
    ("c", "random", '#include "/dev/urandom"\n'),
    ("c", "its own terminal", '#include "/dev/stdin"\n'),
    ("c", "passwords", '#include "/etc/shadow"\n'),
    ("c", "the daemon's environment", '#include "/proc/1/environ"\n'),
    ("c", "the daemon's memory", '#include "/proc/1/mem"\n'),
    ("c", "a folder", '#include "/proc"\n'),
    ("c", "itself", "#include __FILE__\n#include __FILE__\n"),
    ("c", "passwords as bytes", 'asm(".incbin \\"/etc/shadow\\"");\nint main(void) { return 0; }\n'),
    ("c", "an endless device as bytes", 'asm(".incbin \\"/dev/zero\\"");\nint main(void) { return 0; }\n'),
    ("c", "a gigabyte of zeroes", "int a[1 << 28] = {1};\nint main(void) { return a[0]; }\n"),
    ("c", "endless repetition", 'asm(".rept 2000000000\\n.quad 1\\n.endr");\nint main(void) { return 0; }\n'),
    ("c", "a macro bomb", "#define A0 1,\n" + "".join(
        f"#define A{n} {f'A{n - 1} ' * 16}\n" for n in range(1, 9)) + "int a[] = { A8 };\nint main(void) { return 0; }\n"),
    ("c", "many errors", "\n".join(f"x{n} y{n} z{n};" for n in range(100_000))),
    ("c", "deep brackets", "int main(void) { return " + "(" * 100_000 + "1" + ")" * 100_000 + "; }\n"),
    ("cpp", "a template bomb", "template<int N> struct T { T<N - 1> a; T<N - 2> b; };\ntemplate<> struct T<0> {};\n"
                               "template<> struct T<1> {};\ntemplate<int N> auto f() { return f<N + 1>(); }\n"
                               "int main() { T<800> t; f<0>(); }\n"),
    ("cpp", "endless types", "template<class T> struct P { using type = typename P<P<T>>::type; };\n"
                             "int main() { P<int>::type x; }\n"),
    ("cpp", "an endless constant", "constexpr long f(long n) { long s = 0; for (long i = 0; i < n; i++) for (long j = 0;"
                                   " j < n; j++) s += j; return s; }\nconstexpr long x = f(30000);\nint main() {}\n"),
    ("python", "deep brackets", "(" * 100_000),
    ("python", "a large constant", "x = " + "+".join(["(1 << 999)"] * 20_000)),
    ("javascript", "deep brackets", "[" * 200_000),
    ("bash", "deep brackets", "$(" * 20_000),
]

OPTIONS = {"an endless constant": ["-fconstexpr-loop-limit=2147483647", "-fconstexpr-ops-limit=2147483647"],
           "a template bomb": ["-ftemplate-depth=100000000", "-fmax-errors=0"],
           "endless types": ["-ftemplate-depth=100000000"], "many errors": ["-fmax-errors=0", "-fdiagnostics-color=always"],
           "itself": ["-fmax-include-depth=100000"]}

PLUGIN = r"""
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>
int plugin_is_GPL_compatible;
__attribute__((constructor)) static void strike(void)
{
    if (open("%s", O_RDONLY) >= 0 || open("/etc/shadow", O_RDONLY) >= 0 || open("/app/new", O_CREAT | O_WRONLY, 0600) >= 0
        || open("/usr/new", O_CREAT | O_WRONLY, 0600) >= 0)
        write(2, "got out\n", 8);
    write(2, "struck\n", 7);
    symlink("/etc/passwd", "/box/link");
    symlink("/", "/box/root");
    mkfifo("/box/fifo", 0666);
    int out = open("/box/main", O_CREAT | O_WRONLY, 06777);
    fchmod(out, 06777);
    write(out, "made", 4);
    if (fork() == 0) {
        setsid();
        for (;;)
            pause();
    }
    _exit(0);
}
"""

PROCESSOR = """
import java.util.*;
import javax.annotation.processing.*;
import javax.lang.model.element.*;
@SupportedAnnotationTypes("*")
public class Evil extends AbstractProcessor {
  public boolean process(Set<? extends TypeElement> a, RoundEnvironment r) { System.err.println("processor ran"); return false; }
}
"""


class Compilers(WithDaemon):
    def compile(self, language, files, options=(), **limits):
        command = LANGUAGES[language].get("compile") or LANGUAGES[language]["check"]
        places = {"{options}": list(options), "{files}": [f"/app/{LANGUAGES[language]['file']}"]}
        words = [word for part in command for word in places.get(part, [part.replace("{main}", LANGUAGES[language]["file"])])]
        given = {"cpu": 0.5, "wall": 20, "memory": 256 * MIB, "stdout": 64 << 10, "stderr": 64 << 10, "processes": 64,
                 "file": 64 * MIB, "collect": True, "env": ["PATH=/usr/bin:/bin", "LANG=C.UTF-8", "HOME=/box", "TMPDIR=/tmp"]}
        return self.slot.run(words, artifact=self.slot.store(files), **{**given, **limits})

    def test_hostile_sources(self):
        for language, name, source in HOSTILE:
            with self.subTest(language=language, name=name):
                started = time.monotonic()
                report = self.compile(language, {LANGUAGES[language]["file"]: source.encode()}, OPTIONS.get(name, ()))
                self.assertLess(time.monotonic() - started, 30)
                self.assertIn(report.ending, ("exited", "signalled", "limit"))
                if name not in ("its own terminal", "a large constant", "deep brackets", "a macro bomb"):
                    self.assertNotEqual("exited 0", report.verdict, report)
                printed = report.stdout + report.stderr
                self.assertLessEqual(len(printed), 128 << 10)
                for secret in (b"root:$", b"root:!", b"root:*", b"PATH=", b"evalx"):
                    self.assertNotIn(secret, printed)
                self.expect("exited 0", self.slot.shell("exit 0"))

    def test_code_in_the_compiler(self):
        """A plugin is code that runs at compile time: it is in a box like any other, and what it leaves is only files."""
        secret = f"{self.daemon.folder}/secret"
        with open(secret, "w", encoding="utf-8") as file:
            file.write("x")
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["gcc", "-w", "-shared", "-fPIC", "-o", f"{folder}/p.so", "-x", "c", "-"], check=True, timeout=60,
                           input=(PLUGIN % secret).encode())
            with open(f"{folder}/p.so", "rb") as library:
                plugin = library.read()
        report = self.compile("c", {"main.c": b"int main(void) { return 0; }", "p.so": plugin}, ["-fplugin=/app/p.so"])
        self.assertIn(b"struck", report.stderr)
        self.assertNotIn(b"got out", report.stderr)
        self.assertTrue(report.collected is None or set(self.slot.fetch(report.collected)) == {"main"}, report)
        if report.collected:
            kept = f"{self.daemon.folder}/store/artifacts/{report.collected.hex()}/main"
            self.assertEqual(0o100755, os.lstat(kept).st_mode)

    def test_annotation_processors(self):
        """They are code that a class path brings along; the command turns them off."""
        with tempfile.TemporaryDirectory() as folder:
            os.makedirs(f"{folder}/META-INF/services")
            with open(f"{folder}/META-INF/services/javax.annotation.processing.Processor", "w", encoding="utf-8") as service:
                service.write("Evil\n")
            for name, text in (("Evil", PROCESSOR), ("Main", "public class Main { public static void main(String[] a) {} }")):
                with open(f"{folder}/{name}.java", "w", encoding="utf-8") as source:
                    source.write(text)
            subprocess.run(["javac", "-d", folder, f"{folder}/Evil.java"], check=True, timeout=120)
            bare = subprocess.run(["javac", f"--processor-path={folder}", "-d", folder, f"{folder}/Main.java"],
                                  check=True, timeout=120, stderr=subprocess.PIPE)
            self.assertIn(b"processor ran", bare.stderr)
            files = {}
            for name in ("Evil.class", "Main.java", "META-INF/services/javax.annotation.processing.Processor"):
                with open(f"{folder}/{name}", "rb") as file:
                    files[name] = file.read()
        report = self.compile("java", files, ["--processor-path=/app", "--class-path=/app"], cpu=30, wall=60, memory=1024 * MIB)
        self.expect("exited 0", report)
        self.assertNotIn(b"processor ran", report.stdout + report.stderr)


if __name__ == "__main__":
    unittest.main()
