let a : int = "text"
