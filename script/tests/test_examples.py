"""examples/submit, against a server that answers as it is told."""

import os
import subprocess
import tempfile
import threading
import unittest

from test_submit import ROOT, FakeServer


class ExamplesTest(unittest.TestCase):
    def setUp(self):
        self.server = FakeServer()
        threading.Thread(target=self.server.serve_forever, args=(0.05,)).start()
        folder = tempfile.TemporaryDirectory()
        self.folder = folder.name
        for end in (folder.cleanup, self.server.server_close, self.server.shutdown):
            self.addCleanup(end)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def submit(self, *words, url=None):
        done = subprocess.run(
            [f"{ROOT}/examples/submit", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "EVALX": url or self.url},
            timeout=60,
            check=False,
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def file(self, name, content="print(42)\n"):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(content)
        return path

    def test_the_suffix_tells_the_language_as_the_server_has_it(self):
        for name, language in ("a.py", "python"), ("a.cc", "cpp"), ("a.mjs", "javascript"):
            with self.subTest(name):
                status, shown, error = self.submit(f"{ROOT}/examples/leak", self.file(name))
                self.assertEqual((status, error), (0, ""))
                self.assertTrue(shown.startswith("Accepted: 1 of 1 test cases\n"), shown)
                self.assertEqual(self.server.posted["language"], language)
                self.assertEqual(self.server.posted["code"], "print(42)\n")

    def told(self, *words, **more):
        status, shown, error = self.submit(*words, **more)
        self.assertEqual((status, shown), (1, ""))
        self.assertEqual(len(error.splitlines()), 1, error)
        return error

    def test_each_failure_is_a_sentence(self):
        problem, program = f"{ROOT}/examples/leak", self.file("a.py")
        self.file("problem.json", "no JSON")
        self.assertIn("a.xyz: name one with", self.told(problem, self.file("a.xyz")))
        self.assertIn("nope.py: No such file", self.told(problem, f"{self.folder}/nope.py"))
        self.assertIn("nope/problem.json: No such file", self.told(f"{self.folder}/nope", program))
        self.assertIn("This is no problem", self.told(self.folder, program))
        self.assertIn("does not answer at http://127.0.0.1:1: ", self.told(problem, program, url="http://127.0.0.1:1"))
        self.server.accepted = 401, {"detail": "a token is needed"}
        self.assertIn('401: {"detail": "a token is needed"}', self.told(problem, program))


if __name__ == "__main__":
    unittest.main()
