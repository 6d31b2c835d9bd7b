import part.twice

fun main() = println(twice(21))
