"""Plays the pipeline. Input: the number of valves and the first one without pressure."""

import sys

QUESTIONS = 20


def judge(verdict, message):
    print(message, file=sys.stderr)
    sys.exit(verdict)


def main():
    valves, leak = map(int, open(sys.argv[1]).read().split())
    print(valves, flush=True)
    for asked in range(QUESTIONS + 1):
        words = sys.stdin.readline().split()
        if not words:
            judge(1, f"nothing more after {asked} questions")
        if len(words) != 2 or words[0] not in "?!" or not words[1].isdecimal():
            judge(2, "neither a question nor an answer")
        valve = int(words[1])
        if words[0] == "!":
            judge(0 if valve == leak else 1, f"valve {valve} after {asked} questions")
        if asked < QUESTIONS:
            print("pressure" if valve < leak else "none", flush=True)
    judge(1, f"more than {QUESTIONS} questions")


main()
