"""Each promise of THREATS.md has what holds it and a test, and every name there exists."""

import ast
import glob
import os
import re
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ISOLATE = os.path.dirname(HERE)
JAVA = os.path.join(os.path.dirname(ISOLATE), "src", "test", "java")


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


def exists(name):
    """Of a name in backticks that looks like a test's; other words in backticks are not tests."""
    if re.fullmatch(r"(test_\w+|long_hosts)(\.\w+)*", name):
        return python_test_exists(*name.split("."))
    if re.fullmatch(r"\w+_test", name):
        return os.path.exists(os.path.join(HERE, f"{name}.c"))
    if re.fullmatch(r"\w+(IT|Contract)", name):
        return bool(glob.glob(os.path.join(JAVA, "**", f"{name}.java"), recursive=True))
    if re.fullmatch(r"([a-z]+/)?\w+\.[ch]|[a-z]+/", name):
        return os.path.exists(os.path.join(ISOLATE, name))
    return None


def whole(name, before):
    """The full name of a test that is short for one in the same module and class as the name before it."""
    return f"{before.rsplit('.', 1)[0]}{name}" if name.startswith(".") else name


class Threats(unittest.TestCase):
    def test_every_promise_has_a_holder_and_a_test(self):
        promises = [row for table in tables() for row in table]
        self.assertGreater(len(promises), 30)
        for row in promises:
            with self.subTest(row[0]):
                tested = re.findall(r"`([^`]+)`", row[-1])
                self.assertTrue(any(exists(name) for name in tested), row[-1])
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
        for name in ("test_nothing", "test_soak.Nothing", "test_soak.Soak.test_nothing", "NothingIT", "nothing_test", "none.c"):
            self.assertIs(False, exists(name), name)


if __name__ == "__main__":
    unittest.main()
