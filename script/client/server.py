"""The HTTP interface of EvalX, as far as ./evalx submit needs it."""

import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request

TIMEOUT = 60  # seconds for an answer
WAIT = 30  # seconds that the server holds a request for a result
RESULT_LIMIT = 900  # seconds until a result must be there


class Unreachable(Exception):
    """There is no server, or it does not serve this client now."""


class Refused(Exception):
    """The server does not take the submission.

    problem: what it said, as application/problem+json
    """

    def __init__(self, problem):
        super().__init__(problem.get("detail", "the server refused the submission"))
        self.problem = problem


class NoResult(Exception):
    """The submission was taken, but there is no verdict."""


def first_token():
    """The first of API_TOKENS, which may also lie in a file, without its name and options."""
    tokens = os.environ.get("API_TOKENS", "")
    file = os.environ.get("API_TOKENS_FILE", "")
    if not tokens and file:
        with open(file, encoding="utf-8") as opened:
            tokens = opened.read()
    return tokens.split(",")[0].split(";")[0].split(":")[-1].strip()


class Server:
    def __init__(self, url, token):
        self.url = url.rstrip("/")
        self.token = token
        if urllib.parse.urlsplit(self.url).scheme not in ("http", "https"):
            raise Unreachable(f"{url} is not an http or https URL.")
        host = urllib.parse.urlsplit(self.url).hostname
        # A proxy cannot reach this machine's own addresses.
        proxies = {} if host in ("127.0.0.1", "::1", "localhost") else None
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler(proxies))

    def request(self, path, body=None):
        """The status and the JSON of an answer."""
        headers = {"Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(body).encode()
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            with self.opener.open(urllib.request.Request(self.url + path, body, headers), timeout=TIMEOUT) as answer:
                return answer.status, self.parse(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, self.parse(error.read())
        except (OSError, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            reason = getattr(reason, "strerror", None) or reason
            raise Unreachable(f"EvalX does not answer at {self.url}: {reason}") from None

    def parse(self, body):
        try:
            answer = json.loads(body)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise Unreachable(f"What answers at {self.url} is not EvalX.")
        return answer

    def checked(self, status, answer):
        """The answer, unless it is an error."""
        if status < 400:
            return answer
        detail = answer.get("detail") or f"HTTP status {status}"
        if status in (401, 403):
            raise Unreachable(f"Refused: {detail} (give a token with --token or API_TOKENS)")
        if status in (429, 502, 503, 504):
            raise Unreachable(f"EvalX cannot take the submission now: {detail}")
        raise Refused(answer)

    def languages(self):
        return self.checked(*self.request("/languages")).get("languages", [])

    def submit(self, submission):
        """Sends a submission and returns its token."""
        return self.checked(*self.request("/submissions", submission))["token"]

    def result(self, token):
        """Waits for the result of a token. Outages meanwhile do not count: the submission is safe."""
        deadline = time.monotonic() + RESULT_LIMIT
        problem = ""
        while time.monotonic() < deadline:
            try:
                status, answer = self.request(f"/submissions/{token}?wait={WAIT}")
            except Unreachable as error:
                status, answer, problem = 503, {}, f" {error}"
            if status == 200 and "results" in answer:
                return answer
            if status in (401, 403, 404):
                raise NoResult(f"{answer.get('detail', 'There is no result.')} (token {token})")
            if status >= 400:
                time.sleep(1)
        raise NoResult(f"There is no result after {RESULT_LIMIT} s (token {token}).{problem}")
