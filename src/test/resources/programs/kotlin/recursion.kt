fun total(n: Long): Long = if (n == 0L) 0 else n + total(n - 1)

fun main() {
    println(total(10000))
}
