#include "lib/part.hpp"
#include <iostream>
int main() { std::cout << twice(21) << "\n"; }
