using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

class Program {
  static int total;

  static void Main() {
    var all = Enumerable.Range(0, 4).Select(i => new Thread(() => Interlocked.Add(ref total, i))).ToList(); all.ForEach(t => t.Start()); all.ForEach(t => t.Join()); Console.WriteLine(total);
  }
}
