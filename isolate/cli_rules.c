/* The rules of --dir. A later rule for the same place replaces the earlier one, at the same position in the order. */
#include "cli.h"
#include "log.h"

#include <stdlib.h>
#include <string.h>

enum { RULES_MAX = 256 };

static struct rule rules[RULES_MAX];
static unsigned rules_count;
static char *given[RULES_MAX];
static unsigned given_count;

static const struct {
    const char *name;
    unsigned flags;
} flag_names[] = {
    {"rw", RULE_WRITE},
    {"dev", RULE_DEVICES},
    {"noexec", RULE_NO_EXEC},
    {"maybe", RULE_MAYBE},
    {"fs", RULE_FILE_SYSTEM},
    {"tmp", RULE_TEMPORARY | RULE_WRITE},
    {"norec", RULE_NOT_RECURSIVE},
};

static const struct rule defaults[] = {
    {"box", "./box", RULE_WRITE},
    {"bin", "/bin", 0},
    {"dev", "/dev", RULE_DEVICES | RULE_OWN},
    {"lib", "/lib", 0},
    {"lib64", "/lib64", RULE_MAYBE},
    {"usr", "/usr", 0},
    {"proc", "proc", RULE_FILE_SYSTEM | RULE_OWN},
    {"tmp", "", RULE_TEMPORARY | RULE_WRITE},
};

static void put(const struct rule *rule)
{
    for (unsigned i = 0; i < rules_count; i++)
        if (strcmp(rules[i].inside, rule->inside) == 0) {
            rules[i] = *rule;
            return;
        }
    if (!rule->outside)
        return;
    if (rules_count == RULES_MAX)
        sandbox_failure("too many directory rules");
    rules[rules_count++] = *rule;
}

/* Removes superfluous slashes and "." in place. */
static void normalise(char *path)
{
    char *to = path;
    for (char *from = path; *from;) {
        size_t length = strcspn(from, "/");
        if (length == 2 && from[0] == '.' && from[1] == '.')
            sandbox_failure("a directory rule must not go up");
        if (length > 0 && !(length == 1 && from[0] == '.')) {
            if (to != path)
                *to++ = '/';
            memmove(to, from, length);
            to += length;
        }
        from += length + (from[length] == '/');
    }
    *to = 0;
    if (!*path)
        sandbox_failure("a directory rule for the root of the box");
}

static unsigned take_flags(char *text)
{
    unsigned flags = 0;
    for (char *name = strtok(text, ":"); name; name = strtok(NULL, ":")) {
        size_t i = 0;
        while (i < sizeof flag_names / sizeof flag_names[0] && strcmp(name, flag_names[i].name) != 0)
            i++;
        if (i == sizeof flag_names / sizeof flag_names[0])
            sandbox_failure("unknown option of a directory rule: %s", name);
        flags |= flag_names[i].flags;
    }
    return flags;
}

static char *with_slash(const char *inside)
{
    char *path = malloc(strlen(inside) + 2);
    if (!path)
        sandbox_failure("out of memory");
    path[0] = '/';
    strcpy(path + 1, inside);
    return path;
}

static void take(char *text)
{
    struct rule rule = {.inside = text};
    char *flags = strchr(text, ':');
    if (flags)
        *flags++ = 0;
    char *outside = strchr(text, '=');
    if (outside)
        *outside++ = 0;
    normalise(text);
    rule.flags = flags ? take_flags(flags) : 0;
    if (rule.flags & RULE_TEMPORARY) {
        if (outside && *outside)
            sandbox_failure("a temporary folder shows nothing of the host");
        rule.outside = "";
    } else if (outside) {
        rule.outside = *outside ? outside : NULL;
    } else {
        rule.outside = rule.flags & RULE_FILE_SYSTEM ? text : with_slash(text);
    }
    put(&rule);
}

void rules_add(char *text)
{
    if (given_count == RULES_MAX)
        sandbox_failure("too many directory rules");
    given[given_count++] = text;
}

void rules_finish(bool with_defaults)
{
    for (unsigned i = 0; with_defaults && i < sizeof defaults / sizeof defaults[0]; i++)
        put(&defaults[i]);
    for (unsigned i = 0; i < given_count; i++)
        take(given[i]);
}

const struct rule *rules_list(unsigned *count)
{
    *count = rules_count;
    return rules;
}
