#include <stdio.h>
static long sum(long n) { return n ? n + sum(n - 1) : 0; }
int main(void) { long (*volatile f)(long) = sum; printf("%ld\n", f(10000)); return 0; }
