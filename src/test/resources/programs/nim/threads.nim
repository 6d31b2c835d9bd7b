var numbers: array[0..3, int]
var all: array[0..3, Thread[int]]
proc work(i: int) {.thread.} = numbers[i] = i
for i in 0..3: createThread(all[i], work, i)
joinThreads(all)
echo numbers[0] + numbers[1] + numbers[2] + numbers[3]
