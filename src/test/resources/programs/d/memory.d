import std.stdio;
import core.thread;

void main() {
  ubyte[][] all;
  for (;;) {
    auto b = new ubyte[1 << 20];
    b[] = 1;
    all ~= b;
  }
}
