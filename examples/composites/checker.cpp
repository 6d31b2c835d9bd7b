// Started with the names of input, output and answer; there is no answer to compare with.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>

static bool composite(long number) {
  for (long factor = 2; factor * factor <= number; factor++)
    if (number % factor == 0) return true;
  return false;
}

static void judge(int verdict, const char *message) {
  std::cerr << message << '\n';
  std::exit(verdict);
}

int main(int, char **files) {
  std::ifstream input(files[1]), output(files[2]);
  long sum, first, second;
  if (!(input >> sum)) judge(3, "a test case without a number");
  if (!(output >> first >> second)) judge(2, "not two numbers");
  if (std::string rest; output >> rest) judge(2, "more than two numbers");
  if (first <= 0 || second <= 0 || first > sum || first + second != sum) judge(1, "the sum is wrong");
  if (!composite(first) || !composite(second)) judge(1, "one of them is not composite");
  judge(0, "two composites");
}
