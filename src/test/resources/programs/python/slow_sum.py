import time

time.sleep(0.2)
a, b = map(int, input().split())
print(a + b)
