IO.puts("Grüße 世界 😀")
