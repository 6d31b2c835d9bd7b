#include <stdio.h>

int main(void) {
#ifdef ONLINE_JUDGE
  puts("ok");
#else
  freopen("input.txt", "r", stdin);
#endif
  return 0;
}
