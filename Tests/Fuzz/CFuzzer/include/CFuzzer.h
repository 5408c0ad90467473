// libFuzzer as a library: the toolchain's libclang_rt.fuzzer_no_main. Its own header is not shipped.
#pragma once
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));
