let twice n = Number.two * n
