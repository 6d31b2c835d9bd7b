class Program
{
    static void Main() { System.Console.WriteLine(Part.Twice(21)); }
}
