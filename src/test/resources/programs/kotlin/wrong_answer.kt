fun main() {
    println(8)
}
