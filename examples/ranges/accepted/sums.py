import itertools
import sys

numbers = list(map(int, sys.stdin.read().split()))
count, queries = numbers[:2]
sums = list(itertools.accumulate(numbers[2 : 2 + count], initial=0))
rest = numbers[2 + count :]
for left, right in reversed(list(zip(rest[::2], rest[1::2]))):
    print(sums[right] - sums[left - 1])
