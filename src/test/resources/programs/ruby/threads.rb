puts (0..3).map { |i| Thread.new { i } }.sum(&:value)
