# Languages: what their tools need, and what of it is installed. Entries are in languages.json, and in the folder
# languages.d of the state for languages of an operator's own.
# shellcheck shell=bash

# Where libraries of Maven Central and npm are installed: boxes see all of /usr.
readonly LANGUAGE_LIBRARIES=/usr/local/lib/evalx

# Prints the folder with the entries of an operator's own.
language_folder() {
  local folder=${LANGUAGES_FOLDER:-}
  [[ -n $folder || ! -r $STATE/secrets/environment ]] || folder=$(setting LANGUAGES_FOLDER)
  echo "${folder:-"$STATE/languages.d"}"
}

# Prints the files that hold entries.
language_files() {
  local file
  echo "$ROOT/src/main/resources/languages.json"
  for file in "$(language_folder)"/*.json; do [[ ! -e $file ]] || echo "$file"; done
}

# Prints all entries as one list, or says what is wrong with one and exits.
language_table() {
  local files
  mapfile -t files < <(language_files)
  python3 -EsB "$ROOT/script/client/check_languages.py" "$ROOT/src/main/resources/languages.schema.json" "${files[@]}" >&2 ||
    fail "An entry of a language is wrong; docs/languages.md explains them."
  jq -sc 'map(if type == "array" then .[] else . end)' "${files[@]}"
}

# Reads the entries as the server does, which knows more than their schema, and exits where one is wrong. Without a
# built server the schema must do.
check_as_server() {
  [[ -d $ROOT/target/evalx/WEB-INF/classes ]] ||
    { step "The server is not built, so entries were checked by their schema alone" && return; }
  choose_jdk
  run_class evalx.language.CheckEntries "$(language_folder)" || fail "An entry of a language is wrong; docs/languages.md explains them."
}

# Prints the folders beside /usr that boxes must show. A supervisor starts the sandbox even if an entry is wrong.
language_roots() {
  local files
  mapfile -t files < <(language_files)
  jq -sr 'map(if type == "array" then .[] else . end) | [.[].roots // [] | .[]] | unique | .[]
    | select(test("^/(?!(usr|bin|sbin|lib\\w*|etc|proc|dev|box|app|tmp|old|toolchain)(/|$))(?!.*/\\.\\.?(/|$))[\\w.+/-]+$"))' \
    "${files[@]}" || true
}

# Prints those entries, a line each, that "all", "core" or a list of ids names.
chosen_languages() {
  local wanted=$1 table=$2 unknown
  unknown=$(jq -r --arg wanted "$wanted" '[.[].id, "all", "core"] as $known
    | $wanted | split(",") | map(select(. as $name | $known | index($name) | not)) | join(", ")' <<<"$table")
  [[ -z $unknown ]] || fail "There is no language $unknown: --languages takes all, core, or ids separated by commas."
  jq -c --arg wanted "$wanted" '($wanted | split(",")) as $names | .[]
    | select(([.id, "all"] + (if .core then ["core"] else [] end)) as $own | any($names[]; . as $n | $own | index($n)))' \
    <<<"$table"
}

# Prints the tools of an entry that are on this machine; returns 1 where there are none.
installed_tools() {
  local pattern found=1 path
  while read -r pattern; do
    for path in $pattern; do
      # What lies in a box at /toolchain is prepared at the start.
      [[ ! -e $path ]] || { echo "$path" && found=0; }
    done
  done < <(jq -r '. as $entry | [., (.editions // [])[]] | map(.tools // []) | flatten
    | if . == [] then $entry.version[:1] else . end | .[]' <<<"$1")
  return $found
}

# Installs what `up --languages` names. A server that runs finds new tools by itself: it watches the database of
# packages and /usr/local.
install_wanted_languages() {
  [[ -n ${WANTED_LANGUAGES:-} ]] || return 0
  install_languages "$WANTED_LANGUAGES"
  WANTED_LANGUAGES=
}

# Installs what languages need that are not there yet.
install_languages() {
  local table chosen entry packages=()
  table=$(language_table) || exit
  chosen=$(chosen_languages "$1" "$table") || exit
  while read -r entry; do
    mapfile -t -O "${#packages[@]}" packages < <(wanted_packages "$entry")
  done <<<"$chosen"
  if ((${#packages[@]})); then
    mapfile -t packages < <(printf 'missing %s\n' "${packages[@]}" | sort -u)
    install_packages "${packages[@]}"
  fi
  while read -r entry; do install_libraries "$entry"; done <<<"$chosen"
}

# Prints the packages of Debian that an entry still needs. The first one brings its tool, which may have come in another
# way; the others are libraries.
wanted_packages() {
  local package wanted
  mapfile -t wanted < <(apt_packages "$1")
  ! installed_tools "$1" >/dev/null || wanted=("${wanted[@]:1}")
  for package in "${wanted[@]}"; do
    [[ $(dpkg-query -W -f '${Status}' "$package" 2>/dev/null) == "install ok installed" ]] || echo "$package"
  done
}

apt_packages() { jq -r '.packages.apt // [] | .[]' <<<"$1"; }

# Installs what an entry names of Maven Central and npm into a folder of its own for its version, which is complete or
# missing.
install_libraries() {
  local id folder draft maven npm
  id=$(jq -r .id <<<"$1")
  mapfile -t maven < <(jq -r '.packages.maven // [] | .[]' <<<"$1")
  mapfile -t npm < <(jq -r '.packages.npm // [] | .[]' <<<"$1")
  ((${#maven[@]} + ${#npm[@]})) || return 0
  folder=$LANGUAGE_LIBRARIES/$id-$(library_version "${maven[@]}" "${npm[@]}")
  [[ ! -d $folder ]] || return 0
  step "Installing" "${maven[@]}" "${npm[@]}"
  draft=$(mktemp -d)
  ((${#maven[@]} == 0)) || copy_artifacts "$draft" "${maven[@]}"
  ((${#npm[@]} == 0)) || copy_node_packages "$draft" "${npm[@]}"
  as_root mkdir -p "$LANGUAGE_LIBRARIES"
  as_root rm -rf "$folder" "$folder.new"
  as_root cp -r --no-preserve=ownership "$draft" "$folder.new"
  as_root chmod -R u=rwX,go=rX "$folder.new"
  as_root mv "$folder.new" "$folder"
  as_root touch "${LANGUAGE_LIBRARIES%/*}"
  rm -rf "$draft"
}

# The version of the first one, which is the language's own.
library_version() { echo "${1##*[:@]}"; }

# Copies artifacts of Maven Central with all that they need, as a project of Maven's has them.
copy_artifacts() {
  local draft=$1 artifact group name version pom
  shift
  pom=$(mktemp -d)
  {
    echo '<project><modelVersion>4.0.0</modelVersion><groupId>evalx</groupId><artifactId>language</artifactId>'
    echo '<version>1</version><packaging>pom</packaging><dependencies>'
    for artifact in "$@"; do
      IFS=: read -r group name version <<<"$artifact"
      printf '<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></dependency>' \
        "$group" "$name" "$version"
    done
    echo '</dependencies></project>'
  } >"$pom/pom.xml"
  maven -q -f "$pom/pom.xml" dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$draft" ||
    fail "$* cannot be had from Maven Central."
  rm -rf "$pom"
}

copy_node_packages() {
  local draft=$1
  shift
  command -v npm >/dev/null || install_packages "missing npm"
  npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$draft" "$@" >/dev/null ||
    fail "$* cannot be had from npm."
}

# Prints a table of all languages: those that are offered where EvalX runs, and what the others lack.
languages_doctor() {
  local table entry offer='' id name state
  choose_state
  table=$(language_table) || exit
  check_as_server
  good "all entries are as docs/languages.md says"
  if read_settings && pid_of supervisor >/dev/null; then
    offer=$(api -m 5 "$(base_url)/languages" 2>/dev/null) || offer=
  fi
  while read -r entry; do
    IFS=$'\t' read -r id name < <(jq -r '[.id, .name] | @tsv' <<<"$entry")
    state=$(language_state "$entry" "$offer")
    printf '%-14s %-30s %s\n' "$id" "$name" "$state"
  done < <(jq -c '.[]' <<<"$table")
}

# Says whether a language works, from what the workers offer, else whether its tools are there.
language_state() {
  local entry=$1 offer=$2 tools state
  state=$(jq -r --arg id "$(jq -r .id <<<"$entry")" '.languages[] | select(.id == $id)
    | if .works then "works: " + (.versions | join(", ")) else "does not work: " + .reason end' \
    <<<"${offer:-"{\"languages\": []}"}")
  if [[ $state == works* ]]; then
    echo "$state"
  elif tools=$(installed_tools "$entry"); then
    echo "${state:-"installed: $(paste -sd ' ' <<<"$tools")"}"
  else
    echo "missing: ./evalx up --languages $(jq -r .id <<<"$entry") brings $(jq -r \
      '[.packages // {} | (.apt // []), (.maven // []), (.npm // [])] | flatten | join(" ")' <<<"$entry")"
  fi
}
