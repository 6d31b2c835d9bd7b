object Text extends App {
  println("Grüße 世界 😀")
}
