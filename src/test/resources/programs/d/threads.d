import core.atomic;
shared int total;

import std.stdio;
import core.thread;

void main() {
  Thread[] all;
  foreach (i; 0 .. 4) all ~= (int n) { return new Thread({ atomicOp!"+="(total, n); }).start(); }(i);
  foreach (t; all) t.join();
  writeln(total);
}
