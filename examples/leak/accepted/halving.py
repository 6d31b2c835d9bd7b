low, high = 1, int(input())
while low < high:
    middle = (low + high) // 2
    print("?", middle, flush=True)
    low, high = (middle + 1, high) if input() == "pressure" else (low, middle)
print("!", low)
