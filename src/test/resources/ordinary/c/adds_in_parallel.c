// options: -fopenmp
#include <stdio.h>

int main(void) {
  int sum = 0;
#pragma omp parallel for reduction(+ : sum)
  for (int i = 0; i < 100; i++)
    sum += i;
  puts(sum == 4950 ? "ok" : "wrong");
  return 0;
}
