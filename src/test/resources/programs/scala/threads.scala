object Main:
  def main(args: Array[String]): Unit =
    val total = java.util.concurrent.atomic.AtomicInteger()
    val all = (0 to 3).map(i => new Thread(() => { total.addAndGet(i); () }))
    all.foreach(_.start())
    all.foreach(_.join())
    println(total)
