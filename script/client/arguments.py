"""The command line of ./evalx submit."""

import argparse
import json
import math
import os

HELP = """Runs a program on test cases and prints its verdict.

The first FILE is the main one, and its suffix tells the language. Further files and folders are sent along.
Each --stdin is a test case; without one, what is piped into the command is the only test case's input."""

EXIT_CODES = """exit status:
  0  Accepted                   4  Runtime Error
  1  Wrong Answer               5  time, memory or output limit exceeded
  2  wrong usage, or refused    6  Checker Error, Internal Error, Expired, Cancelled, or no result in time
  3  Compilation Error          7  the server cannot be reached, is overloaded, or refuses the token"""


class Usage(Exception):
    """The command line, or something that it names, cannot be used."""


class Parser(argparse.ArgumentParser):
    def error(self, message):
        raise Usage(f"{message} (./evalx submit --help)")


def parser():
    made = Parser(
        prog="./evalx submit",
        usage="./evalx submit FILE... [OPTION]...",
        description=HELP,
        epilog=EXIT_CODES,
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("files", nargs="+", metavar="FILE", help="program, further files, and folders")
    made.add_argument("--language", metavar="L", help="language, if the suffix does not tell it")
    made.add_argument("--stdin", action="append", default=[], metavar="F", help="input of a test case; - is the pipe")
    made.add_argument("--expected", action="append", default=[], metavar="F",
                      help="expected output of a test case; the first belongs to the first --stdin")
    made.add_argument("--arg", action="append", default=[], metavar="A", help="argument of the program")
    made.add_argument("--option", action="append", default=[], metavar="O", help="compiler option, such as -O3")
    made.add_argument("--main-class", metavar="C", help="class in which the program begins, in Java and its like")
    made.add_argument("--input-file-name", metavar="N", help="name under which the program finds its input, such as input.txt")
    made.add_argument("--output-file-name", metavar="N", help="name of the file that the program writes, judged as its output")
    made.add_argument("--checker", type=checker, metavar="C",
                      help="lines, exact, tokens, unordered, lenient, none, float, float:TOLERANCE, or its JSON")
    made.add_argument("--timeout", type=number, metavar="S", help="CPU seconds for each test case")
    made.add_argument("--memory", metavar="M", help="memory limit, such as 256m")
    made.add_argument("--json", action="store_true", help="print the result as the server gives it")
    made.add_argument("--url", metavar="U", help="server; default: the EvalX that runs with this --state")
    made.add_argument("--token", metavar="T", help="API token; default: the first one in API_TOKENS")
    return made


def number(text):
    """A number that JSON can hold; raises ValueError where it is none."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text} is not finite")
    return value


def checker(text):
    """NAME, NAME:TOLERANCE or JSON."""
    if text.startswith("{"):
        try:
            return json.loads(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(f"{text!r} is not JSON: {error}") from None
    name, colon, tolerance = text.partition(":")
    try:
        return {"type": name, "tolerance": number(tolerance)} if colon else {"type": name}
    except ValueError:
        raise argparse.ArgumentTypeError(f"{tolerance!r} is not a number") from None


def parse(words):
    """Reads the command line; raises Usage when it is wrong."""
    made = parser()
    valued = {name for action in made._actions if action.nargs is None for name in action.option_strings}
    return made.parse_intermixed_args(list(joined(words, valued)))


def joined(words, valued):
    """Joins "--option" and "-O2", which argparse would take for two options."""
    words = iter(words)
    for word in words:
        if word == "--":
            # Files whose names begin with a dash.
            yield from (os.path.join(".", file) for file in words)
        elif word in valued:
            value = next(words, None)
            if value is None:
                raise Usage(f"{word} needs a value (./evalx submit --help)")
            yield f"{word}={value}"
        else:
            yield word
