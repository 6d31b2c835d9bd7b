(require '[lib.part :refer [twice]])
(println (twice 21))
