let a: int = "text"
