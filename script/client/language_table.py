"""Writes the table of languages in docs/languages.md: what a running EvalX says of each, and what the programs under
src/test/resources/programs do there.

Usage: language_table.py URL [ID...]  (without API tokens; a submission runs alone, so that its times mean something)
With ids, the rows of these languages alone are written again. Exits with 1 where a program did not do what it must.
"""
import json
import pathlib
import sys
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / "src/test/resources/programs"
PAGE = ROOT / "docs/languages.md"
BEGIN, END = "<!-- table: script/client/language_table.py -->\n", "<!-- end of the table -->\n"
TEXT = "Grüße 世界 😀\n"
# What a program does, the verdict that it must have, and its limits.
CHECKS = {
    "accepted": ("Accepted", {}), "wrong_answer": ("Wrong Answer", {}), "nonzero": ("Runtime Error (NZEC)", {}),
    "compile_error": ("Compilation Error", {}), "loop": ("Time Limit Exceeded", {"timeout": 1}),
    "sleep": ("Time Limit Exceeded", {"wall_timeout": 1}), "memory": ("Memory Limit Exceeded", {}),
    "flood": ("Output Limit Exceeded", {}), "utf8": ("Accepted", {}), "recursion": ("Accepted", {}),
    "threads": ("Accepted", {}),
}  # fmt: skip
HEAD = ["id", "language", "versions", "compile, s", "run, s", "MiB used", "smallest, MiB", "as they must", "has none"]
EXPECTED = {"accepted": "7\n", "wrong_answer": "7\n", "utf8": TEXT, "threads": "6\n"}


def ask(url, body=None):
    request = urllib.request.Request(url, body and json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=90) as answer:
        return json.load(answer)


def run(url, language, what, limits):
    """The result of a program, or None where the language has none that does this."""
    file = next((PROGRAMS / language).glob(f"{what}.*"), None)
    if not file:
        return None
    case = {"stdin": "3 4\n", **({"expected_output": EXPECTED[what]} if what in EXPECTED else {})}
    submission = {"language": language, "code": file.read_text("utf-8"), "test_cases": [case], "cache": False,
                  "timeout": 20, **limits}
    token = ask(f"{url}/submissions", submission)["token"]
    result = {}
    while "results" not in result:
        result = ask(f"{url}/submissions/{token}?wait=30")
    return result


def row(url, language):
    results = {what: run(url, language["id"], what, limits) for what, (_, limits) in CHECKS.items()}
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


def main():
    url, wanted = sys.argv[1].rstrip("/"), sys.argv[2:]
    before, rest = PAGE.read_text("utf-8").split(BEGIN)
    table, after = rest.split(END)
    rows, fails = rows_of(table), False
    languages = ask(f"{url}/languages")["languages"]
    for language in languages:
        known = language["works"] and (PROGRAMS / language["id"]).is_dir()
        if known and (not wanted or language["id"] in wanted):
            rows[language["id"]] = cells = row(url, language)
            fails |= not cells[-2].startswith("all ")
            print(*cells, flush=True)
    shown = [HEAD, ["---"] * len(HEAD)] + [rows[language["id"]] for language in languages if language["id"] in rows]
    table = "".join(f"| {' | '.join(cells)} |\n" for cells in shown)
    PAGE.write_text(before + BEGIN + table + END + after, "utf-8")
    sys.exit(1 if fails else 0)


if __name__ == "__main__":
    main()
