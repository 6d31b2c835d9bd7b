global _start
section .bss
buf resb 64
section .text
_start:
    xor eax, eax
    xor edi, edi
    mov rsi, buf
    mov edx, 64
    syscall
    mov rcx, rax
    xor ebx, ebx
    xor eax, eax
    mov rsi, buf
next:
    movzx edx, byte [rsi]
    inc rsi
    cmp dl, '0'
    jb space
    imul eax, eax, 10
    lea eax, [eax + edx - '0']
    jmp more
space:
    add ebx, eax
    xor eax, eax
more:
    loop next
    lea eax, [ebx]
    mov rsi, buf + 63
    mov byte [rsi], 10
    mov ebx, 10
digit:
    xor edx, edx
    div ebx
    add dl, '0'
    dec rsi
    mov [rsi], dl
    test eax, eax
    jnz digit
    mov rdx, buf + 64
    sub rdx, rsi
    mov eax, 1
    mov edi, 1
    syscall
    mov eax, 60
    xor edi, edi
    syscall
