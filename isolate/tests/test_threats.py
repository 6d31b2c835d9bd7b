"""Each promise of THREATS.md has what holds it, an owner and a test, and every name there exists."""

import ast
import glob
import os
import re
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ISOLATE = os.path.dirname(HERE)
ROOT = os.path.dirname(ISOLATE)


def read(*parts):
    with open(os.path.join(*parts), encoding="utf-8") as file:
        return file.read()


TEXT = read(ISOLATE, "THREATS.md")


def tables():
    """The rows of each table, without its head, as lists of cells."""
    for block in re.findall(r"(?:^\|.*\n)+", TEXT, re.MULTILINE):
        yield [[cell.strip() for cell in row.strip("|").split("|")] for row in block.splitlines()[2:]]


def python_test_exists(module, *names):
    """A module, one of its classes, or a method of the class."""
    path = os.path.join(HERE, f"{module}.py")
    if not os.path.exists(path):
        return False
    node = ast.parse(read(path))
    for name in names:
        node = next((inner for inner in node.body if getattr(inner, "name", None) == name), None)
        if not node:
            return False
    return True


def java_test_exists(name, *members):
    """A class, or what is declared in it by a name."""
    found = glob.glob(os.path.join(ROOT, "src", "test", "java", "**", f"{name}.java"), recursive=True)
    return bool(found) and all(re.search(rf"\b{member}\(", read(found[0])) for member in members)


def is_a_file(name):
    """Of the sandbox, of the server, or of what is built for compilers."""
    if not name.endswith(".java"):
        return os.path.isfile(os.path.join(ISOLATE, name))
    return any(glob.glob(os.path.join(ROOT, *folder.split("/"), "**", name), recursive=True)
               for folder in ("src/main/java", "script/toolchain"))


def exists(name):
    """Of a name in backticks that looks like a test's; other words in backticks are not tests."""
    if re.fullmatch(r"(test_\w+|long_hosts)(\.\w+)*", name):
        return python_test_exists(*name.split("."))
    if re.fullmatch(r"\w+_test", name):
        return os.path.exists(os.path.join(HERE, f"{name}.c"))
    if re.fullmatch(r"\w+(IT|Test|Contract)(\.\w+)*", name):
        return java_test_exists(*name.split("."))
    if re.fullmatch(r"([a-z]+/)?\w+\.[ch]|[a-z]+/", name):
        return os.path.exists(os.path.join(ISOLATE, name))
    return None


def whole(name, before):
    """The full name of a test that is short for one in the same module and class as the name before it."""
    return f"{before.rsplit('.', 1)[0]}{name}" if name.startswith(".") else name


class Threats(unittest.TestCase):
    def test_every_promise_has_a_holder_an_owner_and_a_test(self):
        promises = [row for table in tables() for row in table]
        self.assertGreater(len(promises), 60)
        for row in promises:
            with self.subTest(row[0]):
                *_, owner, tested = row
                tests = [name for name in re.findall(r"`([^`]+)`", tested) if exists(name)]
                self.assertTrue(any(not is_a_file(name) for name in tests), tested)
                owners = re.findall(r"`([^`]+)`", owner)
                self.assertTrue(owners)
                self.assertEqual([], [name for name in owners if not is_a_file(name)])
                self.assertTrue(row[1])

    def test_every_name_exists(self):
        before, tests = "", 0
        for name in re.findall(r"`([^`\n]+)`", TEXT):
            name = whole(name, before)
            found = exists(name)
            self.assertIsNot(False, found, name)
            if found and name.startswith("test_"):
                before, tests = name, tests + 1
        self.assertGreater(tests, 40)

    def test_a_name_that_is_not_there_is_found(self):
        for name in ("test_nothing", "test_soak.Nothing", "test_soak.Soak.test_nothing", "NothingIT", "nothing_test", "none.c",
                     "SecretsIT.nothing"):
            self.assertIs(False, exists(name), name)
        for name in ("none.c", "None.java", "tests"):
            self.assertFalse(is_a_file(name), name)


if __name__ == "__main__":
    unittest.main()
