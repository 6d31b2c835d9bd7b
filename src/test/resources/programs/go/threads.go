package main

import "fmt"

func main() {
	c := make(chan int)
	for i := 0; i < 4; i++ {
		go func(n int) { c <- n }(i)
	}
	fmt.Println(<-c + <-c + <-c + <-c)
}
