using System;

class Program {
  static void Main() {
    var parts = Console.ReadLine().Split(' ');
    Console.WriteLine(int.Parse(parts[0]) + int.Parse(parts[1]));
  }
}
