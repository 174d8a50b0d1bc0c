/* SPDX-License-Identifier: MIT */
/* The blob and the crop, from the folder that the assembler is given. */
    .section .rodata
    .balign 64
    .global blob_begin, blob_end, crop_begin
blob_begin:
    .incbin "int8.blob"
blob_end:
crop_begin:
    .incbin "crop.rgb"
    .section .note.GNU-stack, "", %progbits
