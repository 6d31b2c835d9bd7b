fun main() {
    Thread.sleep(60000)
}
