global _start
section .text
_start:
    mov eax, 9
    xor edi, edi
    mov esi, 1048576
    mov edx, 3
    mov r10d, 34
    mov r8, -1
    xor r9d, r9d
    syscall
    lea rdi, [rax]
    mov ecx, 1048576
    mov al, 1
    rep stosb
    jmp _start
