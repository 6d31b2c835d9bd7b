// There is no answer to compare with.
#include "testlib.h"

static bool isComposite(int number) {
  for (int factor = 2; factor <= number / factor; factor++)
    if (number % factor == 0) return true;
  return false;
}

int main(int argc, char *argv[]) {
  registerTestlibCmd(argc, argv);
  int sum = inf.readInt(12, 1000000000);
  int first = ouf.readInt(1, sum, "the first number");
  int second = ouf.readInt(1, sum, "the second number");
  if (first != sum - second) quitf(_wa, "the sum is wrong");
  if (!isComposite(first) || !isComposite(second)) quitf(_wa, "one of them is not composite");
  quitf(_ok, "two composites");
}
