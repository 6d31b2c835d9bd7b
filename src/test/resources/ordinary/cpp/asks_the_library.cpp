// options: -O0
#include <chrono>
#include <iostream>
#include <locale>
#include <new>
#include <random>
#include <regex>
#include <string>
#include <thread>
#include <vector>

static bool bounded() {
  try {
    std::vector<char> huge(1ULL << 46);
    return huge.empty();
  } catch (const std::bad_alloc &) {
    return true;
  }
}

int main() {
  std::locale::global(std::locale(""));
  std::cout.imbue(std::locale());
  try {
    std::locale("en_US.UTF-8");
  } catch (const std::runtime_error &) {
    // hosts have it or not
  }
  auto start = std::chrono::steady_clock::now();
  std::this_thread::sleep_for(std::chrono::milliseconds(2));
  bool slept = std::chrono::steady_clock::now() - start >= std::chrono::milliseconds(2);
  bool found = std::regex_search(std::string("book"), std::regex("o+k"));
  std::random_device chance;
  bool drawn = chance() != chance() || chance() != chance();
  std::cout << (bounded() && slept && found && drawn ? "ok" : "wrong") << std::endl;
}
