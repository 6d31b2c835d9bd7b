import java.util.concurrent.atomic.AtomicInteger
import kotlin.concurrent.thread

fun main() {
    val total = AtomicInteger()
    (0..3).map { thread { total.addAndGet(it) } }.forEach { it.join() }
    println(total)
}
