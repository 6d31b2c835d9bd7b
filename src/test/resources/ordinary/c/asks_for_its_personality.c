#include <stdio.h>
#include <sys/personality.h>

int main(void) {
  puts(personality(0xffffffff) < 0 ? "refused" : "ok");
  return 0;
}
