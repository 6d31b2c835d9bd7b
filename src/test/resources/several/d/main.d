import std.stdio;
import part;

void main() { writeln(twice(21)); }
