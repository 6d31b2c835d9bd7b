/* Both ways of computing SHA-256 against the digests that FIPS 180-4's examples have, and each other. */
#include "../sha256.c"

#include <stdio.h>

static int failures;

static void check(bool fine, const char *what, size_t size)
{
    if (!fine) {
        printf("FAILED: %s of %zu bytes\n", what, size);
        failures++;
    }
}

static void digest(const uint8_t *bytes, size_t size, size_t first, uint8_t result[SHA256_BYTES])
{
    struct sha256 hash;
    sha256_start(&hash);
    sha256_add(&hash, bytes, first);
    sha256_add(&hash, bytes + first, size - first);
    sha256_finish(&hash, result);
}

static void check_known(const char *text, const char *expected)
{
    uint8_t result[SHA256_BYTES];
    char hex[SHA256_HEX + 1];
    digest((const uint8_t *)text, strlen(text), 0, result);
    sha256_hex(result, hex);
    check(strcmp(hex, expected) == 0, native ? "native digest" : "portable digest", strlen(text));
}

static void check_all_known(void)
{
    check_known("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    check_known("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    check_known("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

int main(void)
{
    uint8_t bytes[1024], ours[SHA256_BYTES], theirs[SHA256_BYTES];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * i + 7 * i / 3);
    digest(bytes, 0, 0, ours);  /* chooses the way */
    bool can = native;
    check_all_known();
    native = false;
    check_all_known();
    for (size_t size = 0; size < sizeof bytes - 1; size++) {
        native = can;
        digest(bytes + size % 2, size, size / 3, ours);
        native = false;
        digest(bytes + size % 2, size, 0, theirs);
        check(memcmp(ours, theirs, sizeof ours) == 0, "two digests", size);
    }
    printf("SHA-256, %s: %d failures\n", can ? "native and portable" : "portable", failures);
    return failures != 0;
}
