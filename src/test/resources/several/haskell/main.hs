import Lib.Part

main = print (twice 21)
