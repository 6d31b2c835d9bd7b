main :: IO ()
main = go 0
  where go :: Int -> IO ()
        go n = if n < 0 then print n else go ((n + 1) `mod` 1000003)
