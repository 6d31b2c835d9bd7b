fun main() {
    kotlin.system.exitProcess(3)
}
