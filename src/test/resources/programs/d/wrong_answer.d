import std.stdio;
import core.thread;

void main() {
  writeln(8);
}
