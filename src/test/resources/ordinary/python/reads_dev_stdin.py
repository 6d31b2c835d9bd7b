with open("/dev/stdin") as stdin:
    print(stdin.read(), end="")
