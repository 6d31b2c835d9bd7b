# The names of settings, and warnings about those that mean nothing.
# shellcheck shell=bash

# Settings of the script itself; those of the server stand in its own list.
readonly SCRIPT_SETTINGS=(REDIS_PORT REDIS_MAX_MEMORY CACHE_PORT REDIS_CACHE_MEMORY CONSOLE_PORT SERVER JAVA_HOME
  EVALX_STATE BACKUP_TO BACKUP_HOURS EVALX_WAR EVALX_TEST_UNTIL EVALX_IT_STATES EVALX_SLOWNESS)
# Environment variables that begin like this are meant for EvalX.
readonly OUR_PREFIXES="EVALX_ ARTEMIS_ SANDBOX_ ISOLATE_ REDIS_MAX REDIS_CACHE CACHE_REDIS WEBHOOK_ BACKUP_"
# Variables that other programs use and that are only similar to ours.
readonly OTHERS_VARIABLES="REDIS_HOST SORT POST LANGUAGE"

server_settings() {
  sed -n 's/^\([A-Z][A-Z0-9_]*\)=.*/\1/p' "$ROOT/src/main/resources/META-INF/microprofile-config.properties"
}

# Warns about each environment variable that looks like a setting and is none: it has a prefix of ours, or differs
# from a setting's name in no more than two letters (one where the name is short, as many words are similar then).
warn_of_unknown_settings() {
  local warning
  while read -r warning; do step "Warning: $warning"; done < <(
    { server_settings && printf '%s\n' "${SCRIPT_SETTINGS[@]}"; } | awk -v names="$(compgen -e | tr '\n' ' ')" \
      -v prefixes="$OUR_PREFIXES" -v others="$OTHERS_VARIABLES" '
      function min(a, b) { return a < b ? a : b }
      # Levenshtein distance; swapped neighbours count as one difference.
      function distance(a, b,   i, j, cost, d) {
        for (i = 0; i <= length(a); i++) d[i, 0] = i
        for (j = 0; j <= length(b); j++) d[0, j] = j
        for (i = 1; i <= length(a); i++)
          for (j = 1; j <= length(b); j++) {
            cost = substr(a, i, 1) != substr(b, j, 1)
            d[i, j] = min(min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + cost)
            if (i > 1 && j > 1 && substr(a, i, 1) == substr(b, j - 1, 1) && substr(a, i - 1, 1) == substr(b, j, 1))
              d[i, j] = min(d[i, j], d[i - 2, j - 2] + 1)
          }
        return d[length(a), length(b)]
      }
      { known[$1] = known[$1 "_FILE"] = 1; setting[NR] = $1 }
      END {
        split(prefixes, prefix)
        split(others, other)
        for (o in other) known[other[o]] = 1
        count = split(names, name)
        for (n = 1; n <= count; n++) if (!(name[n] in known)) {
          bare = name[n]; ours = 0
          for (p in prefix) if (index(bare, prefix[p]) == 1) ours = 1
          sub(/^EVALX_/, "", bare)
          best = 3; nearest = ""
          for (s = 1; s <= NR; s++) {
            allowed = length(setting[s]) < 7 ? 1 : 2
            far = length(bare) - length(setting[s])
            if (far > allowed || far < -allowed) continue
            far = distance(bare, setting[s])
            if (far <= allowed && far < best) { best = far; nearest = setting[s] }
          }
          if (nearest != "") print name[n] " is not a setting; did you mean " nearest "?"
          else if (ours) print name[n] " is not a setting (./evalx help)"
        }
      }')
}
