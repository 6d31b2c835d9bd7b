def (a, b) = System.in.newReader().readLine().split(" ")*.toInteger()
println(a + b)
