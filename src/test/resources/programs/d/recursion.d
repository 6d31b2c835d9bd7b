long total(long n) { return n ? n + total(n - 1) : 0; }

import std.stdio;
import core.thread;

void main() {
  writeln(total(10000));
}
