object Main:
  def main(args: Array[String]): Unit =
    println(scala.io.StdIn.readLine().split(" ").map(_.toInt).sum)
