/* SHA-256 as FIPS 180-4 defines it. The constants are computed, not copied: the fractional parts of
 * the square and cube roots of the first primes. */
#include "isolate.h"

#include <string.h>

static uint32_t round_constants[64];
static uint32_t initial_state[8];

static uint32_t rotate(uint32_t value, int bits)
{
    return (value >> bits) | (value << (32 - bits));
}

/* The first 32 bits behind the point of the root-th root of n: the largest x with x^root <= n * 2^(32 * root). */
static uint32_t root_fraction(unsigned n, int root)
{
    uint64_t x = 0;
    for (int bit = 35; bit >= 0; bit--) {
        uint64_t candidate = x | (1ULL << bit);
        unsigned __int128 square = (unsigned __int128)candidate * candidate;
        bool fits;
        if (root == 2)
            fits = square <= ((unsigned __int128)n << 64);
        else  /* candidate^3 <= n * 2^96, compared after dividing by candidate */
            fits = square <= ((unsigned __int128)n << 96) / candidate;
        if (fits)
            x = candidate;
    }
    return (uint32_t)x;
}

static void compute_constants(void)
{
    int found = 0;
    for (unsigned n = 2; found < 64; n++) {
        bool prime = true;
        for (unsigned divisor = 2; divisor * divisor <= n; divisor++)
            prime = prime && n % divisor != 0;
        if (!prime)
            continue;
        if (found < 8)
            initial_state[found] = root_fraction(n, 2);
        round_constants[found++] = root_fraction(n, 3);
    }
}

static void compress(struct sha256 *hash, const uint8_t *block)
{
    uint32_t w[64], s[8];
    for (int i = 0; i < 16; i++)
        w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16
               | (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
    for (int i = 16; i < 64; i++) {
        uint32_t low = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ (w[i - 15] >> 3);
        uint32_t high = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ (w[i - 2] >> 10);
        w[i] = w[i - 16] + low + w[i - 7] + high;
    }
    memcpy(s, hash->state, sizeof s);
    for (int i = 0; i < 64; i++) {
        uint32_t sum = rotate(s[4], 6) ^ rotate(s[4], 11) ^ rotate(s[4], 25);
        uint32_t choice = (s[4] & s[5]) ^ (~s[4] & s[6]);
        uint32_t first = s[7] + sum + choice + round_constants[i] + w[i];
        sum = rotate(s[0], 2) ^ rotate(s[0], 13) ^ rotate(s[0], 22);
        uint32_t majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
        memmove(s + 1, s, 7 * sizeof s[0]);
        s[4] += first;
        s[0] = first + sum + majority;
    }
    for (int i = 0; i < 8; i++)
        hash->state[i] += s[i];
}

void sha256_start(struct sha256 *hash)
{
    if (!round_constants[0])
        compute_constants();
    memcpy(hash->state, initial_state, sizeof hash->state);
    hash->length = 0;
}

void sha256_add(struct sha256 *hash, const void *data, size_t size)
{
    const uint8_t *bytes = data;
    while (size > 0) {
        size_t used = hash->length % 64;
        size_t part = 64 - used < size ? 64 - used : size;
        if (part == 64) {
            compress(hash, bytes);
        } else {
            memcpy(hash->block + used, bytes, part);
            if (used + part == 64)
                compress(hash, hash->block);
        }
        hash->length += part;
        bytes += part;
        size -= part;
    }
}

void sha256_finish(struct sha256 *hash, uint8_t digest[SHA256_BYTES])
{
    uint8_t tail[72] = {0x80};
    uint64_t bits = hash->length * 8;
    size_t padding = 1 + (119 - hash->length % 64) % 64;
    for (int i = 0; i < 8; i++)
        tail[padding + (size_t)i] = (uint8_t)(bits >> (56 - 8 * i));
    sha256_add(hash, tail, padding + 8);
    for (int i = 0; i < SHA256_BYTES; i++)
        digest[i] = (uint8_t)(hash->state[i / 4] >> (24 - 8 * (i % 4)));
}

void sha256_hex(const uint8_t digest[SHA256_BYTES], char hex[SHA256_HEX + 1])
{
    for (int i = 0; i < SHA256_BYTES; i++) {
        hex[2 * i] = "0123456789abcdef"[digest[i] >> 4];
        hex[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
    }
    hex[SHA256_HEX] = 0;
}
