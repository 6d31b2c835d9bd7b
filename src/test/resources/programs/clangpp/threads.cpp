#include <iostream>
#include <thread>
#include <vector>
#include <atomic>
int main() {
  std::atomic<int> total{0};
  std::vector<std::thread> all;
  for (int i = 0; i < 4; i++) all.emplace_back([&total, i] { total += i; });
  for (auto &t : all) t.join();
  std::cout << total << "\n";
}
