/* Interpreters that did not start, remembered by what they were asked for: a submission chooses variables, modules and limits
 * with which none can, and must not keep those of others from starting. What failed three times in a row is not tried again
 * while it is among the last that failed. */
#include "run_limits.h"
#include "sha256.h"
#include "warm.h"

#include <string.h>

enum { TRIES_MAX = 3, REMEMBERED = 8 };

static struct failed {
    unsigned times;  /* in a row; 0: nothing */
    uint8_t asked[SHA256_BYTES];
} failed[REMEMBERED];

static unsigned oldest;

/* By a digest that nobody can make two requests have. */
static void name(const char *asked, size_t size, const struct limits *limits, uint8_t digest[SHA256_BYTES])
{
    struct sha256 hash;
    sha256_start(&hash);
    sha256_add(&hash, asked, size);
    sha256_add(&hash, &limits->stack_bytes, sizeof limits->stack_bytes);
    sha256_add(&hash, &limits->memory_bytes, sizeof limits->memory_bytes);
    sha256_finish(&hash, digest);
}

static struct failed *find(const uint8_t digest[SHA256_BYTES])
{
    for (unsigned i = 0; i < REMEMBERED; i++)
        if (failed[i].times && memcmp(failed[i].asked, digest, SHA256_BYTES) == 0)
            return &failed[i];
    return NULL;
}

bool warm_any_failed(void)
{
    for (unsigned i = 0; i < REMEMBERED; i++)
        if (failed[i].times)
            return true;
    return false;
}

bool warm_given_up(const char *asked, size_t size, const struct limits *limits)
{
    uint8_t digest[SHA256_BYTES];
    name(asked, size, limits, digest);
    const struct failed *known = find(digest);
    return known && known->times >= TRIES_MAX;
}

void warm_remember(const char *asked, size_t size, const struct limits *limits, bool started)
{
    uint8_t digest[SHA256_BYTES];
    name(asked, size, limits, digest);
    struct failed *known = find(digest);
    if (!known && !started) {
        known = &failed[oldest++ % REMEMBERED];
        *known = (struct failed){.times = 0};
        memcpy(known->asked, digest, SHA256_BYTES);
    }
    if (known)
        known->times = started ? 0 : known->times + 1;
}
