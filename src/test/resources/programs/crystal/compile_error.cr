a : Int32 = "text"
