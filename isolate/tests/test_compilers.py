"""Compilers as attackers: the real compile commands with malicious files."""

import glob
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
]

SMALL = "public class Main { public static void main(String[] a) {} }\n"
SECRET_AS_SOURCE = ["/etc/shadow", "@/etc/shadow", "/proc/1/environ", "@/proc/1/environ", "@/proc/1/cmdline"]

# name, source, options, other files; what javac does with them is its own affair
HOSTILE_JAVA = [
    ("a constant of a gigabyte", "class Main { static final String A0 = \"" + "x" * 1024 + "\";\n" + "".join(
        f"static final String A{n} = A{n - 1} + A{n - 1};\n" for n in range(1, 21)) + "}", [], {}),
    ("a constant that is too large", "class Main { int[] a = {" + "1," * 20_000 + "}; }", [], {}),
    ("deep brackets", "class Main { int a = " + "(" * 50_000 + "1" + ")" * 50_000 + "; }", [], {}),
    ("deep blocks", "class Main { void f() " + "{" * 50_000 + "}" * 50_000 + " }", [], {}),
    ("deep types", "class Main { java.util.List" + "<java.util.List" * 5_000 + ">" * 5_000 + " a; }", [], {}),
    ("nested inference", "class Main { static <T> T f(T a, T b) { return a; } Object x = " + "f(" * 40 + "1"
                          + ", \"\")" * 40 + "; }", [], {}),
    ("escapes", "class Main { \\u007d /* \\u002a/ " + "\\u" * 50_000 + "0041 */ }", [], {}),
    ("many errors", "class Main { void f() {\n" + "x = y;\n" * 50_000 + "} }", ["-Xmaxerrs", "1000000"], {}),
    ("secrets as source", SMALL, SECRET_AS_SOURCE, {}),
    ("itself as arguments", SMALL, ["@/app/loop"], {"loop": b"@/app/loop\n"}),
    ("a gigabyte of heap", SMALL, ["-J-Xms900m", "-J-XX:+AlwaysPreTouch"], {}),
    ("an agent of the host", SMALL, ["-J-agentpath:/etc/shadow", "-J-XX:Flags=/etc/shadow", "-J@/etc/shadow"], {}),
    ("the virtual machine's options in a file", SMALL, ["@/app/options"],
     {"options": b"-J-XX:OnError=/bin/false\n-J-XX:+CrashOnOutOfMemoryError\n"}),
    ("writes outside", SMALL, ["-d", "/usr/lib", "-h", "/etc", "-s", "/app"], {}),
    ("an endless source", SMALL, ["/dev/zero"], {}),
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


def installed(language):
    """An edition of a language whose tools are on this host, where boxes without a toolchain find them too."""
    for edition in (language, *language.get("editions", [])):
        for pattern in edition["tools"]:
            for tool in sorted(glob.glob(pattern)):
                return tool, edition.get("compile") or edition["check"]
    raise AssertionError(f"{language['id']} is not installed")


class Compilers(WithDaemon):
    def compile(self, language, files, options=(), **limits):
        main = LANGUAGES[language]["file"]
        tool, command = installed(LANGUAGES[language])
        places = {"{options}": list(options), "{files}": [f"/app/{main}"], "{libraries}": [], "{link}": []}
        texts = {"{main}": main, "{tool}": tool, "{bin}": os.path.dirname(tool)}
        words = []
        for part in command:
            for name, text in texts.items():
                part = part.replace(name, text)
            if part.startswith("@"):  # a script beside the catalog
                with open(os.path.join(os.path.dirname(CATALOG), part[1:]), encoding="utf-8") as script:
                    part = script.read()
            words += places.get(part, [part])
        given = {"cpu": 0.5, "wall": 20, "memory": 256 * MIB, "stdout": 64 << 10, "stderr": 64 << 10, "processes": 64,
                 "file": 64 * MIB, "collect": True, "env": ["PATH=/usr/bin:/bin", "LANG=C.UTF-8", "HOME=/box", "TMPDIR=/tmp"]}
        return self.slot.run(words, artifact=self.slot.store(files), **{**given, **limits})

    def test_hostile_sources(self):
        for language, name, source in HOSTILE:
            with self.subTest(language=language, name=name):
                started = time.monotonic()
                report = self.compile(language, {LANGUAGES[language]["file"]: source.encode()}, OPTIONS.get(name, ()))
                self.assertLess(time.monotonic() - started, 30)
                if name not in ("its own terminal", "a large constant", "deep brackets", "a macro bomb"):
                    self.assertNotEqual("exited 0", report.verdict, report)
                self.expect_harmless(report)

    def expect_harmless(self, report):
        self.assertIn(report.ending, ("exited", "signalled", "limit"))
        printed = report.stdout + report.stderr
        self.assertLessEqual(len(printed), 128 << 10)
        for secret in (b"root:$", b"root:!", b"root:*", b"PATH=", b"evalx"):
            self.assertNotIn(secret, printed)
        self.expect("exited 0", self.slot.shell("exit 0"))

    def test_hostile_java(self):
        for name, source, options, others in HOSTILE_JAVA:
            with self.subTest(name):
                report = self.compile("java", {"Main.java": source.encode(), **others}, options, cpu=1.5, wall=60,
                                      memory=640 * MIB)
                self.expect_harmless(report)
                self.assertLessEqual(report.cpu, 1.7)
                if report.collected:
                    self.assertEqual({"Main.class"}, set(self.slot.fetch(report.collected)))

    def test_code_in_javac(self):
        """An agent passed by -J, also through an argument file: it runs in the box and can do no more than a program."""
        secret = f"{self.daemon.folder}/secret"
        with open(secret, "w", encoding="utf-8") as file:
            file.write("x")
        library = self.library(secret)
        for options in (["-J-agentpath:/app/p.so"], ["@/app/options"]):
            with self.subTest(options):
                report = self.compile("java", {"Main.java": SMALL.encode(), "p.so": library,
                                               "options": b"-J-agentpath:/app/p.so\n"}, options, cpu=10, memory=640 * MIB)
                self.assertEqual(options[0].startswith("-J"), b"struck" in report.stderr, report)
                self.assertNotIn(b"got out", report.stderr)
                self.assertTrue(report.collected is None or set(self.slot.fetch(report.collected)) <= {"main", "Main.class"}, report)
                self.expect("exited 0", self.slot.shell("exit 0"))

    def library(self, secret):
        """That strikes when it is loaded."""
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["gcc", "-w", "-shared", "-fPIC", "-o", f"{folder}/p.so", "-x", "c", "-"], check=True, timeout=60,
                           input=(PLUGIN % secret).encode())
            with open(f"{folder}/p.so", "rb") as library:
                return library.read()

    def test_code_in_the_compiler(self):
        """A plugin is code that runs at compile time: it is in a box like any other, and only its files are collected."""
        secret = f"{self.daemon.folder}/secret"
        with open(secret, "w", encoding="utf-8") as file:
            file.write("x")
        plugin = self.library(secret)
        report = self.compile("c", {"main.c": b"int main(void) { return 0; }", "p.so": plugin}, ["-fplugin=/app/p.so"])
        self.assertIn(b"struck", report.stderr)
        self.assertNotIn(b"got out", report.stderr)
        self.assertTrue(report.collected is None or set(self.slot.fetch(report.collected)) == {"main"}, report)
        if report.collected:
            kept = f"{self.daemon.folder}/store/artifacts/{report.collected.hex()}/main"
            self.assertEqual(0o100755, os.lstat(kept).st_mode)

    def test_annotation_processors(self):
        """They are code from the class path; the command turns them off."""
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
