"""./evalx submit as people use it, against a server that answers as it is told."""

import base64
import http.server
import json
import os
import socket
import subprocess
import tempfile
import threading
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LANGUAGES = [
    {"id": "c", "aliases": [], "file": "main.c"},
    {"id": "cpp", "aliases": ["c++"], "file": "main.cpp", "suffixes": [".cxx", ".C"]},
    {"id": "java", "aliases": [], "file": "Main.java"},
    {"id": "python", "aliases": ["python3", "py"], "file": "main.py"},
    {"id": "javascript", "aliases": ["js", "node"], "file": "main.js"},
    {"id": "fortran", "aliases": [], "file": "main.f90", "suffixes": [".f95"]},
]
CASE = {
    "status": "Accepted", "stdout": "42\n", "stderr": "", "stdout_truncated": False, "stderr_truncated": False,
    "exit_code": 0, "run_time": 0.01, "wall_time": 0.02, "space": 900, "message": None, "hints": [],
}  # fmt: skip
RESULT = {
    "status": "Accepted", "language": "python", "version": "3.11.2", "passed": 1, "total": 1, "compile_output": "",
    "message": None, "warnings": [], "results": [CASE],
}  # fmt: skip


class FakeServer(http.server.ThreadingHTTPServer):
    """Keeps what was posted, and answers with what a test sets."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        self.posted = None
        self.authorization = None
        self.accepted = 202, {"token": "t-1", "status": "In Queue"}
        self.results = [(200, RESULT)]
        self.languages = 200, {"languages": LANGUAGES}
        self.headers = {}


class Answer(http.server.BaseHTTPRequestHandler):
    def log_message(self, *words):
        pass

    def do_GET(self):
        self.server.authorization = self.headers["Authorization"]
        if self.path == "/languages":
            self.answer(*self.server.languages)
        else:
            results = self.server.results
            self.answer(*(results.pop(0) if len(results) > 1 else results[0]))

    def do_POST(self):
        self.server.posted = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.answer(*self.server.accepted)

    def answer(self, status, body):
        self.send_response(status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())


class SubmitTest(unittest.TestCase):
    def setUp(self):
        self.server = FakeServer()
        threading.Thread(target=self.server.serve_forever, args=(0.05,)).start()
        folder = tempfile.TemporaryDirectory()
        self.folder = folder.name
        for end in (folder.cleanup, self.server.server_close, self.server.shutdown):
            self.addCleanup(end)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def file(self, name, content="print(42)\n"):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def submit(self, *words, stdin=None, **environment):
        done = subprocess.run(
            [f"{ROOT}/evalx", "submit", "--state", f"{self.folder}/state", "--url", self.url, *words],
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **environment},
            timeout=60,
            check=False,
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def posted(self, *words, **more):
        status, _, error = self.submit(*words, **more)
        self.assertEqual((status, error), (0, ""))
        return self.server.posted

    def names(self):
        return [file["name"] for file in self.server.posted["files"]]

    def test_a_file_keeps_its_name_and_its_suffix_tells_the_language(self):
        for name, language, sent in [
            ("Solution.java", "java", "Solution.java"),
            ("a.py", "python", "a.py"),
            ("a.py3", "python", "a.py3"),
            ("a.mjs", "javascript", "a.mjs"),
            ("a.cjs", "javascript", "a.cjs"),
            ("a.cc", "cpp", "a.cpp"),
            ("a.cxx", "cpp", "a.cxx"),
            ("a.hpp", "cpp", "a.hpp"),
            ("a.C", "cpp", "a.C"),
            ("a.c", "c", "a.c"),
            ("A.PY", "python", "A.PY"),
        ]:
            with self.subTest(name):
                self.assertEqual(self.posted(self.file(name))["language"], language)
                self.assertEqual(self.names(), [sent])

    def test_several_files_and_folders(self):
        main = self.file("project/app.py")
        self.file("project/data/in.txt")
        self.file("project/helper.py")
        self.file("project/.git/config")
        other = self.file("other.py")
        self.posted(main, os.path.dirname(main), other)
        self.assertEqual(self.names(), ["app.py", "helper.py", "data/in.txt", "other.py"])

    def test_the_main_file_of_a_folder(self):
        self.file("one/z.py")
        self.file("one/data.txt")
        self.posted(f"{self.folder}/one")
        self.assertEqual(self.names()[0], "z.py")
        self.file("two/a.py")
        self.file("two/main.py")
        self.posted(f"{self.folder}/two")
        self.assertEqual(self.names()[0], "main.py")
        for folder, main in (("header", "solve.cpp"), ("fortran", "solve.f95"), ("capital", "solve.C")):
            self.file(f"{folder}/{main}")
            self.file(f"{folder}/util.hpp")
            self.posted(f"{self.folder}/{folder}")
            self.assertEqual(self.names()[0], main)
        self.file("three/a.py")
        self.file("three/b.py")
        status, _, error = self.submit(f"{self.folder}/three")
        self.assertEqual((status, error), (2, "evalx: Which file is the main one? Name it before its folder.\n"))

    def test_two_files_of_the_same_name_are_refused(self):
        status, _, error = self.submit(self.file("a/x.py"), self.file("b/x.py"))
        self.assertEqual(status, 2)
        self.assertIn("have the same name", error)

    def test_inputs_and_expected_outputs_are_paired_in_order(self):
        words = []
        for number in "12":
            words += ["--stdin", self.file(f"in{number}", number)]
        words += ["--expected", self.file("out1", "one")]
        self.assertEqual(
            self.posted(self.file("a.py"), *words)["test_cases"],
            [{"stdin": "1", "expected_output": "one"}, {"stdin": "2"}],
        )

    def test_more_expected_outputs_than_inputs_are_refused(self):
        given = self.file("given", "")
        status, _, error = self.submit(self.file("a.py"), *["--stdin", given], *["--expected", given] * 2)
        self.assertEqual(status, 2)
        self.assertIn("2 times --expected and only 1 times --stdin", error)

    def test_the_pipe_is_the_input(self):
        self.assertEqual(self.posted(self.file("a.py"), stdin=b"piped\n")["test_cases"], [{"stdin": "piped\n"}])
        self.posted(self.file("a.py"), "--stdin", "-", stdin=b"also\n")
        self.assertEqual(self.server.posted["test_cases"], [{"stdin": "also\n"}])

    def test_an_input_of_any_bytes(self):
        self.server.results = [(200, {**RESULT, "results": [{**CASE, "stdout": base64.b64encode(b"\xff\0").decode()}]})]
        status, output, _ = self.submit(self.file("a.py"), "--stdin", self.file("in", b"\xff\0\n"))
        self.assertEqual(status, 0)
        self.assertEqual(self.server.posted["encoding"], "base64")
        self.assertEqual(base64.b64decode(self.server.posted["test_cases"][0]["stdin"]), b"\xff\0\n")
        self.assertEqual(self.server.posted["files"][0]["content"], "print(42)\n")
        self.assertIn("\\xff\\x00", output)

    def test_limits_options_arguments_and_checker(self):
        posted = self.posted(
            self.file("a.py"), "--option", "-O2", "--option", "-Wall", "--arg", "-h", "--arg", "a b",
            "--timeout", "2.5", "--memory", "64m", "--checker", "float:1e-9", "--language", "c",
        )  # fmt: skip
        self.assertEqual(posted["compiler_options"], ["-O2", "-Wall"])
        self.assertEqual(posted["test_cases"], [{"stdin": "", "args": ["-h", "a b"]}])
        self.assertEqual((posted["timeout"], posted["memory"], posted["language"]), (2.5, "64m", "c"))
        self.assertEqual(posted["checker"], {"type": "float", "tolerance": 1e-9})

    def test_a_main_class_and_names_of_files(self):
        words = ["--main-class", "p.Main", "--input-file-name", "in.txt", "--output-file-name", "out.txt"]
        posted = self.posted(self.file("a.py"), *words)
        self.assertEqual(posted["main_class"], "p.Main")
        self.assertEqual((posted["input_file_name"], posted["output_file_name"]), ("in.txt", "out.txt"))

    def test_control_characters_are_visible_and_cut_output_is_said(self):
        case = {**CASE, "stdout": "\x1b[2Jred\t\x9b\u202e\r\nnext\r", "stdout_truncated": True, "stderr": "oops\n"}
        self.server.results = [(200, {**RESULT, "results": [case]})]
        _, output, _ = self.submit(self.file("a.py"))
        self.assertIn("\\x1b[2Jred\t\\x9b\\u202e\nnext\\x0d\n(cut)\nstderr:\noops\n", output)

    def test_each_test_case_has_a_line(self):
        cases = [CASE, {**CASE, "status": "Wrong Answer", "message": "line 1 differs"}, {**CASE, "status": "Skipped"}]
        result = {**RESULT, "status": "Wrong Answer", "passed": 1, "total": 3, "results": cases}
        self.server.results = [(200, {**result, "compile_output": "a warning\n"})]
        status, output, _ = self.submit(self.file("a.py"))
        self.assertEqual(status, 1)
        self.assertIn("python 3.11.2: Wrong Answer, 1 of 3 test cases passed\n\ncompiler:\na warning\n", output)
        self.assertIn("case 1: Accepted  (0.010 s CPU, 0.020 s, 900 KiB)\n42\n", output)
        self.assertIn("case 2: Wrong Answer  (0.010 s CPU, 0.020 s, 900 KiB)  line 1 differs\n", output)
        self.assertIn("case 3: Skipped  (not run)\n", output)

    def test_a_signal_that_the_verdict_does_not_name_is_told(self):
        for status, signal, line in [
            ("Runtime Error (Other)", "SIGILL", "case 1: Runtime Error (Other)  (0.010 s CPU, 0.020 s, 900 KiB)  SIGILL"),
            ("Runtime Error (SIGSEGV)", "SIGSEGV", "case 1: Runtime Error (SIGSEGV)  (0.010 s CPU, 0.020 s, 900 KiB)"),
        ]:
            died = {**CASE, "status": status, "stdout": "", "exit_code": None, "signal": signal}
            self.server.results = [(200, {**RESULT, "status": status, "results": [died]})]
            status, shown, _ = self.submit(self.file("a.py"))
            self.assertEqual((status, shown.splitlines()[-1]), (4, line))

    def test_a_hint_is_its_text(self):
        case = {**CASE, "status": "Wrong Answer", "hints": [{"id": "python/off-by-one", "text": "count\x1b from 0"}]}
        self.server.results = [(200, {**RESULT, "status": "Wrong Answer", "results": [case]})]
        _, output, _ = self.submit(self.file("a.py"))
        self.assertIn("hint: count\\x1b from 0\n", output)

    def test_json_is_the_result_as_it_came(self):
        _, output, _ = self.submit(self.file("a.py"), "--json")
        self.assertEqual(json.loads(output), RESULT)

    def test_the_exit_status_tells_the_kind_of_the_end(self):
        for verdict, status in [
            ("Accepted", 0), ("Wrong Answer", 1), ("Compilation Error", 3), ("Runtime Error (SIGSEGV)", 4),
            ("Time Limit Exceeded", 5), ("Memory Limit Exceeded", 5), ("Output Limit Exceeded", 5),
            ("Checker Error", 6), ("Internal Error", 6), ("Expired", 6), ("Cancelled", 6),
        ]:  # fmt: skip
            with self.subTest(verdict):
                self.server.results = [(200, {**RESULT, "status": verdict, "results": []})]
                self.assertEqual(self.submit(self.file("a.py"))[0], status)

    def test_a_result_is_waited_for_through_outages(self):
        self.server.results = [(202, {"done": 0, "total": 1}), (503, {"detail": "Redis is away"}), (200, RESULT)]
        self.assertEqual(self.submit(self.file("a.py"))[0], 0)

    def test_one_error_each(self):
        for status, problem, exit_status, sentence in [
            (401, {"detail": "no such token"}, 7, "Refused: no such token (give a token with --token or API_TOKENS)"),
            (503, {"detail": "the queue is full"}, 7, "EvalX cannot take the submission now: the queue is full"),
            (
                422,
                {"errors": [{"field": "files[0].name", "message": "must be short"}]},
                2,
                "Refused: file a.py: name must be short",
            ),
        ]:
            with self.subTest(status):
                self.server.accepted = status, problem
                self.assertEqual(self.submit(self.file("a.py")), (exit_status, "", f"evalx: {sentence}\n"))

    def test_what_is_at_another_path_or_has_moved_is_told(self):
        self.server.languages = 404, {"detail": "There is nothing at this path."}
        expected = f"evalx: There is no EvalX at {self.url}: There is nothing at this path.\n"
        self.assertEqual(self.submit(self.file("a.py")), (7, "", expected))
        self.server.languages = 301, {}
        self.server.headers = {"Location": "https://a/languages"}
        expected = f"evalx: {self.url} leads to https://a/languages: give its --url instead.\n"
        self.assertEqual(self.submit(self.file("a.py")), (7, "", expected))

    def test_what_answers_as_no_evalx_does(self):
        foreign = 7, "", f"evalx: What answers at {self.url} is not EvalX.\n"
        self.server.accepted = 200, {"submissions": []}
        self.assertEqual(self.submit(self.file("a.py")), foreign)
        self.server.languages = 200, {}
        self.assertEqual(self.submit(self.file("a.py")), foreign)

    def test_a_closed_stdin_is_an_empty_input(self):
        command = f"{ROOT}/evalx submit --state {self.folder}/state --url {self.url} {self.file('a.py')} <&-"
        done = subprocess.run(["bash", "-c", command], capture_output=True, timeout=60, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual(self.server.posted["test_cases"], [{"stdin": ""}])

    def test_a_result_that_cannot_be_written_is_none(self):
        command = f"{ROOT}/evalx submit --state {self.folder}/state --url {self.url} {self.file('a.py')} >/dev/full"
        done = subprocess.run(
            ["bash", "-c", command], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=60, check=False
        )
        expected = b"evalx: The result cannot be written: No space left on device\n"
        self.assertEqual((done.returncode, done.stderr), (6, expected))

    def test_a_token_is_sent(self):
        self.submit(self.file("a.py"), API_TOKENS="first,second")
        self.assertEqual(self.server.authorization, "Bearer first")
        self.submit(self.file("a.py"), API_TOKENS="site:named;rate=5,second")
        self.assertEqual(self.server.authorization, "Bearer named")
        self.submit(self.file("a.py"), API_TOKENS="site:with:colons")
        self.assertEqual(self.server.authorization, "Bearer with:colons")
        self.submit(self.file("a.py"), "--token", "other", API_TOKENS="first")
        self.assertEqual(self.server.authorization, "Bearer other")

    def test_wrong_usage(self):
        program = self.file("a.py")
        for words, sentence in [
            ([], "required: FILE"),
            ([program, "--bogus"], "--bogus"),
            ([program, "--stdin"], "--stdin needs a value"),
            ([program, "--timeout", "soon"], "--timeout"),
            ([program, "--timeout", "nan"], "--timeout"),
            ([program, "--checker", "float:inf"], "'inf' is not a number"),
            ([program, "--stdin", "/nope"], "/nope does not exist"),
            ([program, "--url", "http://[::1"], "http://[::1 is not an http or https URL"),
            ([program, "--url", "http://127.0.0.1:x"], "http://127.0.0.1:x is not an http or https URL"),
            ([program, "--url", "http://a b"], "http://a b is not an http or https URL"),
            ([program, "--url", "http:///x"], "http:///x is not an http or https URL"),
            ([program, "--url", "ftp://a"], "ftp://a is not an http or https URL"),
            ([program, "--token", "a\u20acb"], "The token has characters that no token has"),
            ([program, "--token", "a\nb"], "The token has characters that no token has"),
            ([self.file("notes.md")], "No language has files like notes.md"),
        ]:
            with self.subTest(words):
                status, output, error = self.submit(*words)
                self.assertEqual((status, output, error.count("\n")), (2, "", 1))
                self.assertIn(sentence, error)

    def test_a_file_of_tokens_that_cannot_be_read(self):
        program = self.file("a.py")
        for file, reason in [("/nope", "No such file or directory"), (self.file("bytes", b"\xff"), "it is not UTF-8")]:
            with self.subTest(reason):
                status, _, error = self.submit(program, API_TOKENS="", API_TOKENS_FILE=file)
                self.assertEqual((status, error), (2, f"evalx: API_TOKENS_FILE is {file}, which cannot be read: {reason}\n"))
        self.assertEqual(self.submit(program, "--token", "mine", API_TOKENS="", API_TOKENS_FILE="/nope")[0], 0)

    def test_what_is_no_http(self):
        with socket.create_server(("127.0.0.1", 0)) as server:

            def serve():
                connection, _ = server.accept()
                with connection:
                    connection.recv(1000)
                    connection.sendall(b"220 mail\r\n")

            thread = threading.Thread(target=serve)
            thread.start()
            self.url = f"http://127.0.0.1:{server.getsockname()[1]}"
            status, _, error = self.submit(self.file("a.py"))
            thread.join(10)
        self.assertEqual((status, error), (7, f"evalx: What answers at {self.url} is not EvalX.\n"))

    def test_a_reader_that_has_seen_enough_does_not_change_the_exit_status(self):
        self.server.results = [(200, {**RESULT, "status": "Wrong Answer", "results": [{**CASE, "stdout": "x" * 9999}] * 99})]
        read, write = os.pipe()
        os.close(read)
        command = [f"{ROOT}/evalx", "submit", "--state", f"{self.folder}/state", "--url", self.url, self.file("a.py")]
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=write, stderr=subprocess.PIPE, timeout=60, check=False
        )
        os.close(write)
        self.assertEqual((done.returncode, done.stderr), (1, b""))

    def test_an_evalx_that_has_stopped(self):
        os.makedirs(f"{self.folder}/state/run")
        with open(f"{self.folder}/state/settings", "w", encoding="ascii") as settings:
            settings.write("HOST=127.0.0.1\nPORT=1\n")
        self.url = ""
        sentence = "EvalX is not running: start it with ./evalx up, or name a server with --url."
        self.assertEqual(self.submit(self.file("a.py")), (7, "", f"evalx: {sentence}\n"))

    def test_what_follows_two_dashes_is_a_file(self):
        self.assertEqual(self.posted("--", self.file("a.py"))["language"], "python")
        status, _, error = self.submit("--", self.file("a.py"), "--state")
        self.assertEqual((status, error), (2, "evalx: ./--state does not exist.\n"))

    def test_nobody_answers(self):
        self.url = "http://127.0.0.1:1"
        status, _, error = self.submit(self.file("a.py"))
        self.assertEqual((status, error.count("\n")), (7, 1))
        self.assertEqual(error, "evalx: EvalX does not answer at http://127.0.0.1:1: Connection refused\n")


if __name__ == "__main__":
    unittest.main()
