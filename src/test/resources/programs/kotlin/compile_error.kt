fun main() {
    val a: Int = "text"
}
