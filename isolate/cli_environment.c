/* The program's environment: only what --env and --full-env pass. */
#include "cli.h"
#include "log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *default_rule = (char []){"LIBC_FATAL_STDERR_=1"};
static char **rules;
static size_t rules_count;
static char **variables;
static size_t variables_count;

static char **grown(char **list, size_t count)
{
    list = realloc(list, (count + 2) * sizeof list[0]);
    if (!list)
        sandbox_failure("out of memory");
    return list;
}

void environment_add(char *text)
{
    if (!*text || *text == '=')
        sandbox_failure("--env needs a name");
    rules = grown(rules, rules_count);
    rules[rules_count++] = text;
}

static void drop(const char *text)
{
    size_t length = strcspn(text, "=");
    for (size_t i = 0; i < variables_count; i++)
        if (strncmp(variables[i], text, length) == 0 && variables[i][length] == '=') {
            variables[i] = variables[--variables_count];
            return;
        }
}

static void put(char *text)
{
    drop(text);
    variables = grown(variables, variables_count);
    variables[variables_count++] = text;
}

static void inherit(const char *name)
{
    const char *value = getenv(name);
    char *text;
    if (!value)
        return;
    if (asprintf(&text, "%s=%s", name, value) < 0)
        sandbox_failure("out of memory");
    put(text);
}

static void apply(char *rule)
{
    const char *equals = strchr(rule, '=');
    if (!equals)
        inherit(rule);
    else if (equals[1])
        put(rule);
    else
        drop(rule);
}

char **environment_build(void)
{
    variables = grown(NULL, 0);
    for (char **at = environ; cli.full_environment && *at; at++)
        put(*at);
    apply(default_rule);
    for (size_t i = 0; i < rules_count; i++)
        apply(rules[i]);
    variables[variables_count] = NULL;
    return variables;
}
