all = [] of Bytes
loop { all << Bytes.new(1 << 20, 1_u8) }
