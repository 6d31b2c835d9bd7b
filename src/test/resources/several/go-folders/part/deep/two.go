package deep

const Two = 2
