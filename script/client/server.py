"""The HTTP interface of EvalX, as far as ./evalx submit needs it."""

import http.client
import json
import os
import re
import time
import urllib.error
import urllib.parse
import urllib.request

from arguments import Usage

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
        try:
            with open(file, encoding="utf-8") as opened:
                tokens = opened.read()
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not UTF-8"
            raise Usage(f"API_TOKENS_FILE is {file}, which cannot be read: {reason}") from None
    return tokens.split(",")[0].split(";")[0].split(":", 1)[-1].strip()


def host_of(url):
    """The host of a URL; None where it is no URL of a server."""
    try:
        parts = urllib.parse.urlsplit(url)
        known = parts.scheme in ("http", "https") and parts.port != 0
    except ValueError:
        return None
    return parts.hostname if known and not re.search(r"[\x00-\x20\x7f]", url) else None


def can_be_sent(token):
    """Whether a header may hold a token."""
    return token.isprintable() and all(ord(character) < 256 for character in token)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """What is posted would be lost on the way."""

    def redirect_request(self, *_):
        return None


class Server:
    def __init__(self, url, token):
        self.url = url.rstrip("/")
        self.token = token
        host = host_of(self.url)
        if not host:
            raise Usage(f"{url} is not an http or https URL.")
        if not can_be_sent(token):
            raise Usage("The token has characters that no token has.")
        # A proxy cannot reach this machine's own addresses.
        proxies = {} if host in ("127.0.0.1", "::1", "localhost") else None
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler(proxies), NoRedirect())

    def request(self, path, body=None):
        """The status and the JSON of an answer."""
        headers = {"Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(body).encode()
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            return self.answer(urllib.request.Request(self.url + path, body, headers))
        except (OSError, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            reason = getattr(reason, "strerror", None) or reason
            raise Unreachable(f"EvalX does not answer at {self.url}: {reason}") from None
        except http.client.HTTPException:
            raise Unreachable(self.foreign()) from None

    def answer(self, request):
        try:
            answer = self.opener.open(request, timeout=TIMEOUT)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            if 300 <= answer.status < 400:
                raise Unreachable(f"{self.url} leads to {answer.headers['Location']}: give its --url instead.")
            return answer.status, self.parse(answer.read())

    def parse(self, body):
        try:
            answer = json.loads(body)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise Unreachable(self.foreign())
        return answer

    def foreign(self):
        return f"What answers at {self.url} is not EvalX."

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

    def member(self, name, answer):
        """A member that EvalX's answers have."""
        if name not in answer:
            raise Unreachable(self.foreign())
        return answer[name]

    def languages(self):
        try:
            return self.member("languages", self.checked(*self.request("/languages")))
        except Refused as error:
            raise Unreachable(f"There is no EvalX at {self.url}: {error}") from None

    def submit(self, submission):
        """Sends a submission and returns its token."""
        return self.member("token", self.checked(*self.request("/submissions", submission)))

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
