"""What ./evalx submit sends: the files, their language and the test cases."""

import base64
import os
import select
import stat
import sys

from arguments import Usage

# Suffixes beside those of the server's own list, and the language they mean.
FURTHER_SUFFIXES = {
    ".cc": "cpp", ".cxx": "cpp", ".c++": "cpp", ".hpp": "cpp", ".hh": "cpp", ".hxx": "cpp",
    ".mjs": "javascript", ".cjs": "javascript", ".py3": "python", ".bash": "bash",
}  # fmt: skip
HEADERS = (".h", ".hpp", ".hh", ".hxx")
# The server passes the sources of a language to its compiler by the suffix of the language's main file alone.
RENAMED_SUFFIXES = (".cc", ".cxx", ".c++")
PATIENCE = 2  # seconds without input after which the user is told what is awaited


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise Usage(f"{path} cannot be read: {error.strerror}") from None


def named_files(paths):
    """The files to send as (name, path), the main one first. A folder stands for all files in it."""
    found = {}
    for path in paths:
        for name, file in in_folder(path) if os.path.isdir(path) else [(os.path.basename(path), path)]:
            other = found.setdefault(name, file)
            if not os.path.exists(file):
                raise Usage(f"{file} does not exist.")
            if not os.path.samefile(other, file):
                raise Usage(f"{other} and {file} have the same name: rename one, or send their folder.")
    return list(found.items())


def in_folder(folder):
    """The files of a folder as (relative name, path), without hidden ones."""
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f != "__pycache__")
        for file in sorted(files):
            path = os.path.join(parent, file)
            if not file.startswith(".") and os.path.isfile(path):
                yield os.path.relpath(path, folder), path


def suffix(name):
    return os.path.splitext(name)[1]


def language_told_by(name, languages):
    """The language that a file's suffix tells, or None. A file in .C is of C++, one in .PY of Python."""
    for end in (suffix(name), suffix(name).lower()):
        for entry in languages:
            if end and (end == suffix(entry["file"]) or end[1:] in entry["aliases"] or end in entry.get("suffixes", [])):
                return entry
    further = FURTHER_SUFFIXES.get(suffix(name).lower())
    return next((entry for entry in languages if entry["id"] == further), None)


def language_of(name, languages):
    told = language_told_by(name, languages)
    if not told:
        known = ", ".join(entry["id"] for entry in languages)
        raise Usage(f"No language has files like {name}: name one with --language ({known}).")
    return told


def renamed(files, language):
    """The files with names by which the server finds the sources of a language."""
    names = {name for name, _ in files}
    known = language.get("suffixes", [])

    def new(name):
        stem, end = os.path.splitext(name)
        other = stem + suffix(language["file"])
        return other if end in RENAMED_SUFFIXES and end not in known and other not in names else name

    return [(new(name), path) for name, path in files]


def main_first(files, languages):
    """Puts the main file first where the first path was a folder: main.*, or the only one of its kind."""

    def is_main(name):
        return language_told_by(name, languages) and suffix(name).lower() not in HEADERS

    sources = [file for file in files if is_main(file[0])]
    mains = [file for file in sources if os.path.splitext(file[0])[0].lower() == "main"] or sources
    if len(mains) != 1:
        raise Usage("Which file is the main one? Name it before its folder.")
    return mains + [file for file in files if file is not mains[0]]


def piped():
    """What is piped into this command; nothing where its stdin is a terminal or a device."""
    if sys.stdin is None:  # it is closed
        return b""
    mode = os.fstat(0).st_mode
    if not (stat.S_ISFIFO(mode) or stat.S_ISREG(mode) or stat.S_ISSOCK(mode)):
        return b""
    if not select.select([0], [], [], PATIENCE)[0]:
        print("evalx: waiting for the end of stdin (</dev/null gives an empty one)", file=sys.stderr)
    return sys.stdin.buffer.read()


def test_cases(options):
    """A test case for each --stdin or --expected, as bytes; the one of the pipe where there is no --stdin."""
    if options.stdin.count("-") > 1:
        raise Usage("Only one --stdin can be the pipe.")
    inputs = [piped() if path == "-" else read(path) for path in options.stdin]
    if not inputs:
        inputs = [piped()] * max(1, len(options.expected))
    if len(options.expected) > len(inputs):
        raise Usage(f"There are {len(options.expected)} times --expected and only {len(inputs)} times --stdin.")
    expected = [read(path) for path in options.expected]
    expected += [None] * (len(inputs) - len(expected))
    return list(zip(inputs, expected))


def is_text(data):
    try:
        return bool(data.decode("utf-8")) or True
    except UnicodeDecodeError:
        return False


def submission(options, languages):
    """The JSON of POST /submissions. Its encoding is base64 where an input or an expected output is not UTF-8."""
    files = named_files(options.files)
    if not files:
        raise Usage(f"There are no files in {' '.join(options.files)}.")
    if os.path.isdir(options.files[0]):
        files = main_first(files, languages)
    if not options.language:
        entry = language_of(files[0][0], languages)
        files = renamed(files, entry)
    cases = test_cases(options)
    plain = all(is_text(data) for case in cases for data in case if data is not None)

    def encoded(data):
        return data.decode("utf-8") if plain else base64.b64encode(data).decode()

    made = {
        "language": options.language or entry["id"],
        "files": [{"name": name, **content(read(path))} for name, path in files],
        "encoding": "utf8" if plain else "base64",
        "test_cases": [
            {
                "stdin": encoded(given),
                **({"args": options.arg} if options.arg else {}),
                **({} if wanted is None else {"expected_output": encoded(wanted)}),
            }
            for given, wanted in cases
        ],
        "compiler_options": options.option,
        "timeout": options.timeout,
        "memory": options.memory,
        "checker": options.checker,
        "main_class": options.main_class,
        "input_file_name": options.input_file_name,
        "output_file_name": options.output_file_name,
    }
    return {name: value for name, value in made.items() if value not in (None, [])}


def content(data):
    if is_text(data):
        return {"content": data.decode("utf-8"), "encoding": "utf8"}
    return {"content": base64.b64encode(data).decode(), "encoding": "base64"}
