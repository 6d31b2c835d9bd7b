package near

const Number = 21
