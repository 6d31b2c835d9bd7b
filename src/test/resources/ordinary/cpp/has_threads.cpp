// options: -std=c++20
#include <atomic>
#include <barrier>
#include <condition_variable>
#include <future>
#include <iostream>
#include <mutex>
#include <thread>

int main() {
  auto answer = std::async(std::launch::async, [] { return 42; });
  std::atomic<int> passed = 0;
  std::barrier barrier(3);
  std::mutex mutex;
  std::condition_variable changed;
  {
    std::jthread threads[2];
    for (auto &thread : threads)
      thread = std::jthread([&] {
        barrier.arrive_and_wait();
        std::lock_guard lock(mutex);
        passed++;
        changed.notify_one();
      });
    barrier.arrive_and_wait();
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return passed == 2; });
  }
  std::cout << (answer.get() == 42 && std::thread::hardware_concurrency() > 0 ? "ok\n" : "wrong\n");
}
