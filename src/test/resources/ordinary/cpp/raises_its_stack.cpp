#include <bits/stdc++.h>
#include <sys/resource.h>

static int depth(int n) {
  volatile char frame[100] = {0};
  return n == 0 ? frame[0] : 1 + depth(n - 1);
}

int main() {
  rlimit limit;
  getrlimit(RLIMIT_STACK, &limit);
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_STACK, &limit) != 0) {
    std::cout << "refused\n";
    return 0;
  }
  std::cout << (depth(500000) == 500000 ? "ok" : "wrong") << "\n";
}
