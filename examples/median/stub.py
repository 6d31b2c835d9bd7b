from main import median

for _ in range(int(input())):
    print(median(*map(int, input().split())))
