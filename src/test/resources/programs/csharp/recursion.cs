using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

class Program {
  static long Total(long n) { return n == 0 ? 0 : n + Total(n - 1); }

  static void Main() {
    Console.WriteLine(Total(10000));
  }
}
