section .data
text: db "4?", 10
