import sys

numbers = list(map(int, sys.stdin.read().split()))
count, queries = numbers[:2]
rest = numbers[2 + count :]
for left, right in zip(rest[::2], rest[1::2]):
    print(max(0, sum(numbers[1 + left : 2 + right])))
