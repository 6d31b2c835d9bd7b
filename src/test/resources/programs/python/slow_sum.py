import time

time.sleep(0.1)
a, b = map(int, input().split())
print(a + b)
