import std.stdio;
import core.thread;

void main() {
  for (;;) writeln("flood flood flood flood flood flood");
}
