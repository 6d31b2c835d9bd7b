"""The result of a submission, for people to read."""

import base64
import re

# Control characters that would move the cursor, colour the terminal or worse; tab and line feed are harmless.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
LINE_SEPARATOR = re.compile("\r\n")


def visible(text):
    """The text with each control character written as \\x1b, and \\r\\n as a plain end of line."""

    def escape(match):
        code = ord(match.group())
        return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"

    return CONTROL.sub(escape, LINE_SEPARATOR.sub("\n", text))


def decoded(text, encoding):
    if encoding == "base64":
        text = base64.b64decode(text).decode("utf-8", "backslashreplace")
    return visible(text)


def block(title, text, cut, note=""):
    """The lines of an output, or none where it is empty."""
    lines = [title] if title and (text or cut) else []
    if text:
        lines.append(text[:-1] if text.endswith("\n") else text)
    if cut:
        lines.append("(cut)")
    return lines + ([note] if note else [])


def case_lines(number, case, encoding):
    figures = f"{case['run_time']:.3f} s CPU, {case['wall_time']:.3f} s, {case['space']} KiB"
    if case["status"] == "Skipped":
        figures = "not run"
    line = f"case {number}: {case['status']}  ({figures})"
    if case.get("message"):
        line += f"  {visible(case['message'])}"
    elif case.get("exit_code") and case["status"].startswith("Runtime Error"):
        line += f"  exit code {case['exit_code']}"
    elif case.get("signal") and case["signal"] not in case["status"]:
        line += f"  {visible(case['signal'])}"
    lines = ["", line]
    for name in ("stdout", "stderr"):
        lossy = "(\ufffd stands for bytes that are not UTF-8)" if case.get(f"{name}_lossy") else ""
        title = "stderr:" if name == "stderr" else ""
        lines += block(title, decoded(case[name], encoding), case[f"{name}_truncated"], lossy)
    return lines + [f"hint: {visible(hint['text'])}" for hint in case.get("hints") or []]


def lines_of(result, encoding):
    """The lines that tell a result."""
    version = f" {result['version']}" if result.get("version") else ""
    head = f"{result['language']}{version}: {result['status']}"
    if result["total"] > 1:
        head += f", {result['passed']} of {result['total']} test cases passed"
    if result.get("message"):
        head += f": {visible(result['message'])}"
    lines = [head, *(f"warning: {visible(warning)}" for warning in result.get("warnings") or [])]
    if result["compile_output"]:
        lines += ["", *block("compiler:", decoded(result["compile_output"], encoding), result.get("compile_output_truncated"))]
    for number, case in enumerate(result["results"], 1):
        lines += case_lines(number, case, encoding)
    return lines
