package part

def twice(n: Int) = 2 * n
