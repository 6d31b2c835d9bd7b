import sys
sys.setrecursionlimit(20000)
def total(n):
    return n + total(n - 1) if n else 0
print(total(10000))
