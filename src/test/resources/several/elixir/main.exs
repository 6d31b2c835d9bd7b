Code.require_file("lib/part.ex")
IO.puts(Part.twice(21))
