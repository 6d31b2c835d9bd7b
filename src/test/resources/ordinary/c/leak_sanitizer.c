// options: -fsanitize=leak
#include <stdio.h>
#include <stdlib.h>

int main(void) {
  free(malloc(1));
  puts("ok");
  return 0;
}
