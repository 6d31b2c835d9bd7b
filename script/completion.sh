# Completion of the command line in bash and zsh.
# shellcheck shell=bash

completion() {
  case ${1:-} in
    bash) bash_completion ;;
    zsh)
      # zsh runs completions written for bash.
      say 'autoload -U +X compinit bashcompinit && compinit && bashcompinit'
      bash_completion
      ;;
    *) fail "Completion of which shell? ./evalx completion bash|zsh" ;;
  esac
}

bash_completion() {
  local languages
  languages=$(sed -n 's/^    "id": "\(.*\)",$/\1/p' "$ROOT/src/main/resources/languages.json" | paste -sd ' ')
  sed "s/EVERY_LANGUAGE/$languages/" <<'BASH'
_evalx() {
  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} words=--state
  if ((COMP_CWORD == 1)); then
    words="up down backup restore status submit logs doctor test bench chaos completion help --version"
  else
    case ${COMP_WORDS[1]} in
      up) words+=" --detach --broker --no-broker --languages" ;;
      doctor) words+=" --languages" ;;
      down) words+=" --wipe" ;;
      logs) words+=" -f supervisor server sandbox redis cache broker backup" ;;
      test) words+=" --all" ;;
      bench)
        words+=" sandbox batch latency growth submit cold distinct streams page all --rounds --submissions --tests --language --numpy --url --json"
        words+=" --parts --strict"
        ;;
      chaos) words+=" --seed --minutes --submissions --pair --sentinels --json" ;;
      completion) words="bash zsh" ;;
      submit)
        words+=" --stdin --expected --language --checker --timeout --memory --option --arg --json --url --token --help"
        words+=" --main-class --input-file-name --output-file-name"
        [[ $word == -* ]] || words=
        ;;
    esac
  fi
  # The value of an option; where no words are known, the shell offers files.
  case $previous in
    --language) words="EVERY_LANGUAGE" ;;
    --languages) words="all core EVERY_LANGUAGE" ;;
    --checker) words="lines exact tokens unordered lenient none float" ;;
    --state | --stdin | --expected | --timeout | --memory | --option | --arg | --url | --token) words= ;;
    --main-class | --input-file-name | --output-file-name) words= ;;
    --rounds | --submissions | --tests | --seed | --minutes) words= ;;
    --json) [[ ${COMP_WORDS[1]} == submit ]] || words= ;;
  esac
  COMPREPLY=()
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}")
}
complete -o default -F _evalx evalx ./evalx
BASH
}
