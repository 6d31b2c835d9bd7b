// Stands for testlib.h (https://github.com/MikeMirzayanov/testlib): it has no more than this checker uses. With the real one
// in its place, the checker is the same.
#pragma once
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

enum TResult { _ok, _wa, _pe, _fail };

[[noreturn]] inline void quitf(TResult result, const char *format, ...);

class InStream {
 public:
  InStream(TResult malformed, TResult outOfRange) : malformed(malformed), outOfRange(outOfRange) {}
  void open(const char *name) { in.open(name); }

  int readInt(int min, int max, const char *name = "a number") {
    long number;
    if (!(in >> number)) quitf(malformed, "%s is missing, or no number", name);
    if (number < min || number > max) quitf(outOfRange, "%s is not from %d to %d", name, min, max);
    return static_cast<int>(number);
  }

  bool seekEof() {
    std::string rest;
    return !(in >> rest);
  }

 private:
  std::ifstream in;
  TResult malformed, outOfRange;
};

inline InStream inf(_fail, _fail), ouf(_pe, _wa), ans(_fail, _fail);

inline void registerTestlibCmd(int, char **arguments) {
  inf.open(arguments[1]);
  ouf.open(arguments[2]);
  ans.open(arguments[3]);
}

inline void quitf(TResult result, const char *format, ...) {
  if (result == _ok && !ouf.seekEof()) quitf(_pe, "more than was asked for");
  va_list values;
  va_start(values, format);
  std::vfprintf(stderr, format, values);
  std::exit(result);
}
