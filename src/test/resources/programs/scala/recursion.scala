object Main:
  def total(n: Long): Long = if n == 0 then 0 else n + total(n - 1)
  def main(args: Array[String]): Unit =
    println(total(10000))
