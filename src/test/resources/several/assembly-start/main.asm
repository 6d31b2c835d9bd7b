extern main_loop
global _start
section .text
_start:
    call main_loop
    mov rax, 60
    xor rdi, rdi
    syscall
