import std.stdio;
import core.thread;

void main() {
  for (;;) {}
}
