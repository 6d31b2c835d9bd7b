def total = new java.util.concurrent.atomic.AtomicInteger()
def all = (0..3).collect { i -> Thread.start { total.addAndGet(i) } }
all*.join()
println total
