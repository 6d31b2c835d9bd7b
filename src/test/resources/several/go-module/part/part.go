package part

import "example.org/sum/part/deep"

func Twice(n int) int { return deep.Two * n }
