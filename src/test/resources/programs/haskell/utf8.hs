main :: IO ()
main = putStrLn "Grüße 世界 😀"
