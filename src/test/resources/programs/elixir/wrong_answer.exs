IO.puts(8)
