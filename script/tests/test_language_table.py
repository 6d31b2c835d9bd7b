"""The table of languages in docs/languages.md, written by what a server answers."""

import contextlib
import http.server
import io
import json
import os
import pathlib
import sys
import tempfile
import threading
import unittest
import unittest.mock

from functions import ROOT

sys.path.insert(0, os.path.join(ROOT, "script", "client"))
import language_table  # noqa: E402

LANGUAGE = {
    "id": "bash", "name": "Bash", "versions": ["5.1.4", "5.2.15"], "works": True, "reason": None,
    "smallest_memory": "16m",
}  # fmt: skip
ABSENT = {"id": "lua", "name": "Lua", "versions": [], "works": False, "reason": "is not installed", "smallest_memory": "16m"}
CELLS = " | ".join(["x"] * (len(language_table.HEAD) - 1))


def program(what, name="bash"):
    file = next((pathlib.Path(ROOT) / "src/test/resources/programs" / name).glob(f"{what}.*"))
    return file.read_text("utf-8")


class FakeServer(http.server.ThreadingHTTPServer):
    """Ends programs as they must, but for those that a test says."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        self.languages = [[LANGUAGE, ABSENT]]
        self.ends = {program(what): end for what, (end, _) in language_table.CHECKS.items() if what not in ("compile_error", "threads")}
        self.posted = []


class Answer(http.server.BaseHTTPRequestHandler):
    def log_message(self, *words):
        pass

    def do_GET(self):
        server = self.server
        if self.path == "/languages":
            self.answer(200, {"languages": server.languages.pop(0) if len(server.languages) > 1 else server.languages[0]})
        else:
            end = server.ends[server.posted[-1]["code"]]
            self.answer(200, {"status": end, "compile_time": 0.5, "run_time": 0.25, "space": 3 << 10, "results": []})

    def do_POST(self):
        self.server.posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.answer(202, {"token": "t"})

    def answer(self, status, body):
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())


class LanguageTableTest(unittest.TestCase):
    def setUp(self):
        self.server = FakeServer()
        threading.Thread(target=self.server.serve_forever, args=(0.05,)).start()
        folder = tempfile.TemporaryDirectory()
        for end in (folder.cleanup, self.server.server_close, self.server.shutdown):
            self.addCleanup(end)
        self.page = pathlib.Path(folder.name) / "languages.md"
        rows = "".join(f"| `{name}` | {CELLS} |\n" for name in ("bash", "lua"))
        self.page.write_text(f"Before\n{language_table.BEGIN}| head |\n| --- |\n{rows}{language_table.END}After\n")
        for name, value in (("PAGE", self.page), ("PAUSE", 0.01)):
            patch = unittest.mock.patch.object(language_table, name, value)
            patch.start()
            self.addCleanup(patch.stop)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def written(self, *words):
        """The exit status, what was told, and the rows of the page."""
        told = io.StringIO()
        with contextlib.redirect_stderr(told), contextlib.redirect_stdout(io.StringIO()):
            status = language_table.main([self.url, *words])
        page = self.page.read_text("utf-8")
        self.assertTrue(page.startswith(f"Before\n{language_table.BEGIN}| id | "), page)
        self.assertTrue(page.endswith(f"{language_table.END}After\n"), page)
        return status, told.getvalue(), page.splitlines()[4:-2]

    ROW = "| `bash` | Bash | 5.2.15, 5.1.4 | 0.50 | 0.250 | 3 | 16 | all 9 | compile_error, threads |"

    def test_a_row_says_what_the_programs_did_and_others_stay(self):
        status, told, rows = self.written()
        self.assertEqual((0, [self.ROW, f"| `lua` | {CELLS} |"]), (status, rows))
        self.assertEqual("lua: is not installed\n", told)
        self.assertEqual(9, len(self.server.posted))

    def test_a_program_that_does_something_else_is_told(self):
        self.server.ends[program("sleep")] = "Accepted"
        status, _, rows = self.written("bash")
        self.assertEqual(1, status)
        self.assertIn("| sleep: Accepted |", rows[0])

    def test_a_program_names_its_options_on_its_first_line(self):
        self.server.languages = [[{**LANGUAGE, "id": "fortran"}]]
        self.server.ends = {program(what, "fortran"): end for what, (end, _) in language_table.CHECKS.items()}
        status, _, rows = self.written("fortran")
        self.assertEqual(0, status)
        self.assertIn("| all 11 |  |", rows[0])
        options = {posted["code"]: posted["compiler_options"] for posted in self.server.posted if posted["compiler_options"]}
        self.assertEqual({program("threads", "fortran"): ["-fopenmp"]}, options)

    def test_what_is_not_proved_yet_is_waited_for(self):
        pending = {**LANGUAGE, "works": False, "reason": "no worker offers it, or none has proved it yet"}
        self.server.languages = [[pending, ABSENT], [pending, ABSENT], [LANGUAGE, ABSENT]]
        status, told, rows = self.written()
        self.assertEqual((0, self.ROW), (status, rows[0]))
        self.assertEqual(2, told.count("Waiting for bash\n"))

    def test_an_unknown_language_and_a_server_that_is_not_there(self):
        before = self.page.read_text("utf-8")
        told = io.StringIO()
        with contextlib.redirect_stderr(told):
            self.assertEqual(2, language_table.main([self.url, "bash", "cobalt"]))
            self.assertEqual(2, language_table.main(["http://127.0.0.1:1"]))
        self.assertEqual("There is no language cobalt.", told.getvalue().splitlines()[0])
        self.assertIn("EvalX does not answer at http://127.0.0.1:1", told.getvalue())
        self.assertEqual(before, self.page.read_text("utf-8"))


if __name__ == "__main__":
    unittest.main()
