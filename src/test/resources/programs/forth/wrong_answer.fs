8 0 .r cr
