module Lib.Part where

twice :: Int -> Int
twice n = 2 * n
