import std.stdio;
import core.thread;

void main() {
  int a = "text";
}
