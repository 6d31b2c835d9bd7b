"""Languages as ./evalx doctor --languages checks their entries and tells of them."""

import fnmatch
import json
import os
import subprocess
import tempfile
import unittest

from functions import ROOT, bash

RESOURCES = os.path.join(ROOT, "src", "main", "resources")
ENTRY = {
    "id": "sed", "name": "sed", "file": "main.sed", "run": ["/bin/sed"], "version": ["/bin/sed", "--version"],
    "timeout": 5, "memory": "64m", "smallest_memory": "16m", "parallel": 4, "cache_seconds": 60,
    "self_test": {"code": "p", "stdin": "1", "stdout": "1"},
}  # fmt: skip


def check(*files):
    command = ["python3", "-EsB", os.path.join(ROOT, "script", "client", "check_languages.py")]
    schema = os.path.join(RESOURCES, "languages.schema.json")
    return subprocess.run([*command, schema, *files], capture_output=True, text=True, check=False, timeout=60)


class EntryTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = os.path.join(folder.name, "sed.json")

    def told(self, text):
        with open(self.file, "w", encoding="utf-8") as file:
            file.write(text)
        answer = check(self.file)
        self.assertEqual(answer.returncode, 1 if answer.stdout else 0, answer)
        return answer.stdout.replace(self.file, "FILE").splitlines()

    def test_the_built_in_entries_are_as_the_schema_says(self):
        self.assertEqual("", check(os.path.join(RESOURCES, "languages.json")).stdout)

    def test_one_entry_or_a_list(self):
        self.assertEqual([], self.told(json.dumps(ENTRY)))
        self.assertEqual([], self.told(json.dumps([ENTRY, {**ENTRY, "id": "sed2"}])))

    def test_each_mistake_is_told_with_file_line_and_member(self):
        wrong = {
            "memory": "64 MB", "timeout": 0, "parallel": True, "run": [], "aliases": "sed", "tools": ["sed"],
            "self_test": {"code": 1, "stdin": ""}, "packages": {"apt": [], "brew": []}, "novelty": 1,
        }  # fmt: skip
        told = self.told("[\n" + json.dumps(ENTRY) + ",\n" + json.dumps({**ENTRY, "id": "second", **wrong}) + "]")
        self.assertEqual(10, len(told), told)
        for line, beginning in zip(sorted(told), (
            "aliases must be a list", "memory must look like ", "novelty is no member", "packages.brew is no member",
            "parallel must be a whole number", "run must have at least 1 element", "self_test.code must be a text",
            "self_test.stdout is missing", "timeout must be from 1 to 60", "tools must look like ",
        )):  # fmt: skip
            self.assertTrue(line.startswith("FILE:3: second: " + beginning), (line, beginning))

    def test_what_is_missing(self):
        without = {name: value for name, value in ENTRY.items() if name != "run"}
        self.assertEqual(["FILE:1: sed: run is missing"], self.told(json.dumps(without)))

    def test_what_is_no_json(self):
        self.assertEqual(["FILE:2: is not JSON: Expecting value"], self.told('{\n"id": }'))


class SlowTestsTest(unittest.TestCase):
    """Where nothing is installed yet, what the slow tests install decides which languages they try."""

    def test_they_install_languages_beside_the_core(self):
        with open(os.path.join(RESOURCES, "languages.json"), encoding="utf-8") as file:
            entries = {entry["id"]: entry for entry in json.load(file)}
        lists = '"${NEEDED_BY_TESTS[@]}" "${NEEDED_BY_SLOW_TESTS[@]}"'
        _, told = bash(f"printf '%s\\n' {lists}")
        tools = {package: file for file, package in map(str.split, told.splitlines())}
        for language in ("assembly", "forth", "lua", "php", "pypy", "ruby", "sql", "tcl"):
            entry = entries[language]
            tool = tools.get(entry["packages"]["apt"][0], "")
            self.assertTrue(any(fnmatch.fnmatch(tool, pattern) for pattern in entry["tools"]), f"{language}: {tool}")


class DoctorTest(unittest.TestCase):
    """The table, of entries that are there and of what a server offers."""

    ABSENT = {
        **ENTRY, "id": "absent", "name": "Absent One", "tools": ["/nowhere/absent-*"],
        "packages": {"apt": ["absent", "libabsent"], "maven": ["org.absent:absent:1.2"], "npm": ["absent@3"]},
    }  # fmt: skip
    TABLE = [{**ENTRY, "tools": ["/bin/s[h]", "/nowhere/sed"]}, {**ENTRY, "id": "two", "name": "Two"}, ABSENT]

    def rows(self, *offered):
        stubs = 'language_table() { echo "$TABLE"; }; check_as_server() { :; }'
        if offered:
            stubs += '; read_settings() { :; }; pid_of() { :; }; base_url() { :; }; api() { echo "$OFFER"; }'
        with tempfile.TemporaryDirectory() as folder:
            status, told = bash(
                f"{stubs}; languages_doctor",
                STATE=folder, TABLE=json.dumps(self.TABLE), OFFER=json.dumps({"languages": offered}),
            )  # fmt: skip
        self.assertEqual(status, 0, told)
        first, *rows = told.splitlines()
        self.assertEqual(first, "ok    all entries are as docs/languages.md says")
        return rows

    MISSING = (
        "absent         Absent One                     "
        "missing: ./evalx up --languages absent brings absent libabsent org.absent:absent:1.2 absent@3"
    )

    def test_without_a_server_the_tools_are_told_or_what_brings_them(self):
        self.assertEqual(self.rows(), [
            "sed            sed                            installed: /bin/sh",
            "two            Two                            installed: /bin/sed",
            self.MISSING,
        ])  # fmt: skip

    def test_what_a_server_offers_and_why_not(self):
        self.assertEqual(self.rows(
            {"id": "sed", "works": True, "versions": ["4.9", "4.8"]},
            {"id": "two", "works": False, "reason": "the self-test printed 2"},
            {"id": "absent", "works": False, "reason": "no tools"},
        ), [
            "sed            sed                            works: 4.9, 4.8",
            "two            Two                            does not work: the self-test printed 2",
            self.MISSING,
        ])  # fmt: skip


if __name__ == "__main__":
    unittest.main()
