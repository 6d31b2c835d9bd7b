#include <vector>
int main() {
  std::vector<int> numbers = "no numbers";
}
