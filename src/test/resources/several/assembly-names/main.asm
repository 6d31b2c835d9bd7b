%include "data.asm"
extern two
global _start
section .text
_start:
    mov al, [two]
    mov [text + 1], al
    mov rax, 1
    mov rdi, 1
    mov rsi, text
    mov rdx, 3
    syscall
    mov rax, 60
    xor rdi, rdi
    syscall
