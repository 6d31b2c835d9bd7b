import Control.Concurrent
main :: IO ()
main = do
  all <- mapM (\i -> do { v <- newEmptyMVar; _ <- forkIO (putMVar v i); return v }) [0 .. 3 :: Int]
  mapM takeMVar all >>= print . sum
