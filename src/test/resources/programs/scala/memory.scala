object Main:
  def main(args: Array[String]): Unit =
    val all = collection.mutable.ArrayBuffer[Array[Byte]]()
    while true do all += new Array[Byte](1 << 20)
