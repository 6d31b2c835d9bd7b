number = int(input())
print(8 + number % 2, number - 8 - number % 2)
