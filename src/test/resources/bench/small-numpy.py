import numpy

a, b = numpy.array(input().split(), dtype=numpy.int64)
print(a + b)
