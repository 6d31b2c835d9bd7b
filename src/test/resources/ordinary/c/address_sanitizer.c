// options: -fsanitize=address,undefined -g
#include <stdio.h>
#include <stdlib.h>

int main(void) {
  int *cell = malloc(sizeof *cell);
  *cell = 1;
  free(cell);
  puts("ok");
  return 0;
}
