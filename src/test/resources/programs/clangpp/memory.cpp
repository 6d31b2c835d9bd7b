#include <vector>
int main() { std::vector<char *> all; for (;;) { all.push_back(new char[1 << 20]); for (int i = 0; i < 1 << 20; i++) all.back()[i] = 1; } }
