"""Writes the table of languages in docs/languages.md: what a running EvalX says of each, and what the programs under
src/test/resources/programs do there.

Usage: language_table.py [URL] [ID...]
URL is http://localhost:3000 unless given; the token is the first of API_TOKENS. With ids, the rows of these languages
alone are written again. It waits until the languages are proved. A submission runs alone, so that its times mean
something, and a row is in the page as soon as its programs have ended, so that nothing is lost when this is interrupted.
Exits with 1 where a program did not do what it must, and with 2 where EvalX could not be asked.
"""
import pathlib
import re
import sys
import time

from arguments import Usage
from server import NoResult, Refused, Server, Unreachable, first_token

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / "src/test/resources/programs"
PAGE = ROOT / "docs/languages.md"
BEGIN, END = "<!-- table: script/client/language_table.py -->\n", "<!-- end of the table -->\n"
URL = "http://localhost:3000"
PROOF_LIMIT = 300  # seconds until all languages are proved
PAUSE = 2
TEXT = "Grüße 世界 😀\n"
# What a program does, the verdict that it must have, and its limits.
CHECKS = {
    "accepted": ("Accepted", {}), "wrong_answer": ("Wrong Answer", {}), "nonzero": ("Runtime Error (NZEC)", {}),
    "compile_error": ("Compilation Error", {}), "loop": ("Time Limit Exceeded", {"timeout": 1}),
    "sleep": ("Time Limit Exceeded", {"wall_timeout": 1}), "memory": ("Memory Limit Exceeded", {}),
    "flood": ("Output Limit Exceeded", {}), "utf8": ("Accepted", {}), "recursion": ("Accepted", {}),
    "threads": ("Accepted", {}),
}  # fmt: skip
# A comment on the first line of a program.
OPTIONS = re.compile(r"\W+ options: (.*)")
HEAD = ["id", "language", "versions", "compile, s", "run, s", "MiB used", "smallest, MiB", "as they must", "has none"]
EXPECTED = {"accepted": "7\n", "wrong_answer": "7\n", "utf8": TEXT, "threads": "6\n"}


def proved(server, wanted):
    """The languages, once those that are wanted work or are said not to. What no worker offers is waited for too."""
    deadline = time.monotonic() + PROOF_LIMIT
    while True:
        languages = server.languages()
        unknown = set(wanted) - {language["id"] for language in languages}
        if unknown:
            raise Usage(f"There is no language {', '.join(sorted(unknown))}.")
        pending = [
            language["id"] for language in languages
            if is_wanted(language, wanted) and (language["reason"] or "").startswith("no worker")
        ]  # fmt: skip
        if not pending or time.monotonic() > deadline:
            return languages
        print(f"Waiting for {', '.join(pending)}", file=sys.stderr, flush=True)
        time.sleep(PAUSE)


def is_wanted(language, wanted):
    return not wanted or language["id"] in wanted


def run(server, language, what, limits):
    """The result of a program, or None where the language has none that does this."""
    file = next((PROGRAMS / language).glob(f"{what}.*"), None)
    if not file:
        return None
    case = {"stdin": "3 4\n", **({"expected_output": EXPECTED[what]} if what in EXPECTED else {})}
    code = file.read_text("utf-8")
    options = OPTIONS.match(code)
    submission = {"language": language, "code": code, "test_cases": [case], "cache": False, "timeout": 20,
                  "compiler_options": options[1].split() if options else [], **limits}
    return server.result(server.submit(submission))


def row(server, language):
    results = {what: run(server, language["id"], what, limits) for what, (_, limits) in CHECKS.items()}
    seen = [what for what, result in results.items() if result]
    wrong = [f"{what}: {results[what]['status']}" for what in seen if results[what]["status"] != CHECKS[what][0]]
    first = results["accepted"] or {}
    return [
        f"`{language['id']}`", language["name"], ", ".join(reversed(language["versions"])),
        f"{first.get('compile_time', 0):.2f}", f"{first.get('run_time', 0):.3f}", f"{first.get('space', 0) >> 10}",
        language["smallest_memory"][:-1], "; ".join(wrong) or f"all {len(seen)}",
        ", ".join(what for what in CHECKS if what not in seen),
    ]  # fmt: skip


def rows_of(table):
    """The rows of the page as it is, by the id of their language."""
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()[2:]]
    return {cells[0].strip("`"): cells for cells in rows}


def write(cells, order):
    """Puts a row into the page, in place of the one that its language has."""
    before, rest = PAGE.read_text("utf-8").split(BEGIN)
    table, after = rest.split(END)
    rows = rows_of(table)
    rows[cells[0].strip("`")] = cells
    shown = [HEAD, ["---"] * len(HEAD)] + [rows[name] for name in order if name in rows]
    table = "".join(f"| {' | '.join(cells)} |\n" for cells in shown)
    PAGE.write_text(before + BEGIN + table + END + after, "utf-8")


def write_all(url, wanted):
    """Whether all programs did what they must."""
    server = Server(url, first_token())
    languages = proved(server, wanted)
    order = [language["id"] for language in languages]
    well = True
    for language in languages:
        if not is_wanted(language, wanted):
            continue
        if not language["works"] or not (PROGRAMS / language["id"]).is_dir():
            print(f"{language['id']}: {language['reason'] or 'has no programs'}", file=sys.stderr, flush=True)
            continue
        cells = row(server, language)
        write(cells, order)
        well &= cells[-2].startswith("all ")
        print(*cells, flush=True)
    return well


def main(words):
    url = words.pop(0) if words and "://" in words[0] else URL
    try:
        return 0 if write_all(url, words) else 1
    except (Usage, Unreachable, Refused, NoResult) as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
