def median(a, b, c):
    return (a + b + c) // 3
