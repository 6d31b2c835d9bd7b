#include <filesystem>
#include <fstream>
#include <iostream>

int main() {
  namespace fs = std::filesystem;
  fs::create_directories("a/b");
  std::ofstream("a/b/file") << 1;
  fs::copy("a", "copy", fs::copy_options::recursive);
  fs::remove_all("a");
  int entries = 0;
  for (auto &entry : fs::recursive_directory_iterator("."))
    entries += entry.path().string().find("copy") != std::string::npos;
  bool known = fs::exists(fs::temp_directory_path()) && fs::canonical(".").is_absolute() && fs::space(".").capacity > 0;
  std::cout << (known && entries == 3 ? "ok\n" : "wrong\n");
}
