package main

import (
	"fmt"

	"./near"
	"part/deep"
)

func main() { fmt.Println(deep.Two * near.Number) }
