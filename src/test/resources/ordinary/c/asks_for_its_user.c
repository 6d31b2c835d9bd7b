#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  puts(getpwuid(getuid()) ? "ok" : "nobody");
  return 0;
}
