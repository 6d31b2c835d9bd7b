require part.fs
21 twice 0 .r cr
