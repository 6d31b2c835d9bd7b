proc total(n: int): int = (if n == 0: 0 else: n + total(n - 1))
echo total(10000)
