# bash completion for berthctl
_berthctl() {
    local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]-}
    if [ "$COMP_CWORD" -eq 1 ]; then
        mapfile -t COMPREPLY < <(compgen -W "attach config doctor history ls new ps share vt --help --instance --version" -- "$word")
        return
    fi
    case $command in
        ls | ps) mapfile -t COMPREPLY < <(compgen -W "--json" -- "$word") ;;
        attach | share) mapfile -t COMPREPLY < <(compgen -W "$(berthctl ls 2>/dev/null | cut -d' ' -f1) --role --minutes" -- "$word") ;;
        history) mapfile -t COMPREPLY < <(compgen -W "--container --cwd --failed --today --limit --json" -- "$word") ;;
        new) mapfile -t COMPREPLY < <(compgen -W "--container --" -- "$word") ;;
        config) mapfile -t COMPREPLY < <(compgen -W "--defaults --markdown" -- "$word") ;;
        vt) mapfile -t COMPREPLY < <(compgen -f -W "render bench --size --json --scrollback" -- "$word") ;;
    esac
}
complete -F _berthctl berthctl
