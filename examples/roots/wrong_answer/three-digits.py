import sys

for line in sys.stdin:
    a, b, c = map(float, line.split())
    square = b * b - 4 * a * c
    if square < 0:
        print("none")
    else:
        print(*(f"{(-b + sign * square**0.5) / (2 * a):.3f}" for sign in (-1, 1)))
