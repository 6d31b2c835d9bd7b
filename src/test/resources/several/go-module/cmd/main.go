package main

import (
	"fmt"

	"example.org/sum/part"
)

func main() { fmt.Println(part.Twice(21)) }
