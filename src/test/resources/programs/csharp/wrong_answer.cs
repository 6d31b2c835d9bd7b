using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

class Program {
  static void Main() {
    Console.WriteLine(8);
  }
}
