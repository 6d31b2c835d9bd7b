"""./evalx submit: sends a program, waits for its verdict, prints it, and exits by its kind.

The URL of the EvalX that runs in the chosen state is the first argument; empty where none does.
"""

import json
import os
import sys

import arguments
import report
import server as http
import sources

USAGE, NO_VERDICT, UNREACHABLE, INTERRUPTED = 2, 6, 7, 130


def exit_status(verdict):
    """The exit status for a verdict, as ./evalx submit --help lists them."""
    if verdict.startswith("Runtime Error"):
        return 4
    if verdict.endswith("Limit Exceeded"):
        return 5
    return {"Accepted": 0, "Wrong Answer": 1, "Compilation Error": 3}.get(verdict, NO_VERDICT)


def refusal(problem, submission):
    """What is wrong with the submission, file by file."""
    names = [file["name"] for file in submission["files"]]
    sentences = []
    for error in problem.get("errors") or []:
        field, message = error.get("field", ""), error.get("message", "")
        for number, name in enumerate(names):
            field = field.replace(f"files[{number}].", f"file {name}: ")
        sentences.append(f"{field} {message}".strip())
    return "; ".join(sentences) or problem.get("detail") or "the server refused the submission"


def show(result, encoding, as_json):
    # What cannot be written in the terminal's encoding is shown by its number.
    sys.stdout.reconfigure(errors="backslashreplace")
    try:
        print(json.dumps(result) if as_json else "\n".join(report.lines_of(result, encoding)), flush=True)
    except OSError as error:
        # Python would try to write it again when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        # The reader, such as head, has seen enough where the pipe is broken.
        if not isinstance(error, BrokenPipeError):
            raise http.NoResult(f"The result cannot be written: {error.strerror}") from None


def submit(default_url, words):
    options = arguments.parse(words)
    url = options.url or default_url
    if not url:
        raise http.Unreachable("EvalX is not running: start it with ./evalx up, or name a server with --url.")
    server = http.Server(url, options.token or http.first_token())
    for path in [*options.files, *options.stdin, *options.expected]:
        if path != "-" and not os.path.exists(path):
            raise arguments.Usage(f"{path} does not exist.")
    submission = sources.submission(options, server.languages())
    token = ""
    try:
        token = server.submit(submission)
        result = server.result(token)
    except http.Refused as error:
        raise arguments.Usage(f"Refused: {refusal(error.problem, submission)}") from None
    except KeyboardInterrupt:
        fail(f"interrupted{token and f'; the submission goes on, its token is {token}'}")
        return INTERRUPTED
    show(result, submission["encoding"], options.json)
    return exit_status(result["status"])


def fail(sentence):
    print(f"evalx: {report.visible(str(sentence))}", file=sys.stderr)


def main():
    try:
        return submit(sys.argv[1], sys.argv[2:])
    except arguments.Usage as error:
        fail(error)
        return USAGE
    except http.NoResult as error:
        fail(error)
        return NO_VERDICT
    except http.Unreachable as error:
        fail(error)
        return UNREACHABLE
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # Python would exit as for a wrong answer.
        fail(f"There is no result: {type(error).__name__}: {error}")
        return NO_VERDICT


if __name__ == "__main__":
    sys.exit(main())
