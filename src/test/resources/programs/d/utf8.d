import std.stdio;
import core.thread;

void main() {
  writeln("Grüße 世界 😀");
}
