@main def program() = println(part.twice(21))
