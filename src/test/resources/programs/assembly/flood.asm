section .data
text db "flood flood flood flood flood flood", 10
length equ $ - text
global _start
section .text
_start:
    mov eax, 1
    mov edi, 1
    mov rsi, text
    mov edx, length
    syscall
    jmp _start
