valve = 1
input()
print("?", valve, flush=True)
while input() == "pressure":
    valve += 1
    print("?", valve, flush=True)
print("!", valve)
