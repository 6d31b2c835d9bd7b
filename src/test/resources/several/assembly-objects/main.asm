%include "lib/part.asm"
extern text
global _start
section .text
_start:
    exit_after text, 3
