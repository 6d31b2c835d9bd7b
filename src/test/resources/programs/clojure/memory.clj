(loop [all []] (recur (conj all (byte-array (bit-shift-left 1 20)))))
