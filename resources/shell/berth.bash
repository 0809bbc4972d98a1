# Berth's shell integration for bash 4.3 and later. Started as `bash --rcfile THIS` for a plain interactive shell (bash
# itself has then read the system's bashrc where its build has one), and for a login shell as `bash --posix` with ENV=THIS,
# because a login shell reads no rcfile; it turns posix mode off again before anything of the user's runs.

__berth_nonce=${BERTH_NONCE-}
__berth_remove=${BERTH_REMOVE-}
unset BERTH_NONCE BERTH_REMOVE
declare +x __berth_nonce __berth_remove

if shopt -q login_shell; then
    set +o posix
    if [ -n "${BERTH_ENV+x}" ]; then
        export ENV="$BERTH_ENV"
        unset BERTH_ENV
    else
        unset ENV
    fi
    # Posix mode chose another default history file.
    if [ "${HISTFILE-}" = "$HOME/.sh_history" ]; then HISTFILE=$HOME/.bash_history; fi
    if [ -r /etc/profile ]; then . /etc/profile; fi
    for __berth_file in ~/.bash_profile ~/.bash_login ~/.profile; do
        if [ -r "$__berth_file" ]; then
            . "$__berth_file"
            break
        fi
    done
    unset __berth_file
elif [ -r ~/.bashrc ]; then
    . ~/.bashrc
fi

# In a container nothing of ours stays behind.
if [ -n "$__berth_remove" ]; then
    { rm -f "${BASH_SOURCE[0]}" && rmdir "$__berth_remove"; } >/dev/null 2>&1
fi
unset __berth_remove

# Value in $1, escaped for OSC 633, to __berth_escaped. A command of megabytes is cut: nobody reads it.
__berth_escape() {
    local s=${1:0:32768} out= c i
    local backslash='\' semicolon=';' newline=$'\n'
    s=${s//"$backslash"/"$backslash$backslash"}
    s=${s//"$semicolon"/"${backslash}x3b"}
    s=${s//"$newline"/"${backslash}x0a"}
    if [[ $s == *[[:cntrl:]]* ]]; then
        for ((i = 0; i < ${#s}; i++)); do
            c=${s:i:1}
            if [[ $c == [[:cntrl:]] ]]; then builtin printf -v c '\\x%02x' "'$c"; fi
            out+=$c
        done
        s=$out
    fi
    __berth_escaped=$s
}

# First of the prompt's commands: the command has ended. Hands on the status it found, for the user's.
__berth_finished() {
    local status=$?
    # Without PS0 a line that is one subshell or one definition shows no command before its end.
    if [[ -z $__berth_has_ps0 && -n $__berth_armed && $HISTCMD -gt $__berth_next ]]; then __berth_starting; fi
    builtin printf '\033]133;D;%s;nonce=%s\007' "$status" "$__berth_nonce"
    __berth_armed=
    return "$status"
}

# Last of them: the user's have set the prompt.
__berth_prompt() {
    local status=$?
    if [[ $PWD != "$__berth_pwd" ]]; then
        __berth_pwd=$PWD
        __berth_escape "$PWD"
        builtin printf '\033]633;P;Cwd=%s;%s\007' "$__berth_escaped" "$__berth_nonce"
    fi
    if [[ ${PS1-} != "$__berth_ps1" ]]; then
        # Whoever changed it may have kept our marks inside.
        PS1=${PS1-}
        PS1=${PS1//"$__berth_mark_a"/}
        PS1=$__berth_mark_a${PS1//"$__berth_mark_b"/}$__berth_mark_b
        __berth_ps1=$PS1
    fi
    if [[ -n $__berth_has_ps0 && ${PS0-} != *"$__berth_mark_c" ]]; then
        PS0=${PS0-}
        PS0=${PS0//"$__berth_mark_c"/}$__berth_mark_c
    fi
    __berth_next=$HISTCMD
    __berth_armed=1
    return "$status"
}

# A command was read and is about to run: its text, then its start. Runs in a subshell, like all of PS0. What the user
# keeps out of the history (HISTCONTROL, HISTIGNORE) cannot be told: the entry is then an older one, equal to the command
# or not, and `again` lets the terminal compare it with what was typed.
__berth_starting() {
    local entry number again=
    entry=$(HISTTIMEFORMAT= builtin history 1)
    entry=${entry#"${entry%%[! ]*}"}
    number=${entry%%[!0-9]*}
    entry=${entry#"$number"}
    entry=${entry:2} # a space or the '*' of an edited entry, and a space
    if [[ -z $number || $number -lt $__berth_next ]]; then again=';again'; fi
    __berth_escape "$entry"
    builtin printf '\033]633;E;%s;%s%s\007\033]133;C;nonce=%s\007' "$__berth_escaped" "$__berth_nonce" "$again" "$__berth_nonce"
}

# Without PS0 (before bash 4.4): the first command after a prompt.
__berth_debug() {
    if [[ -n $__berth_armed && -z ${COMP_LINE-} && $BASH_COMMAND != __berth_* ]]; then
        __berth_armed=
        __berth_starting
    fi
}

# The nonce is expanded when the prompt is shown: an exported PS1 does not carry it.
__berth_mark_a='\[\e]133;A;nonce=${__berth_nonce}\a\]'
__berth_mark_b='\[\e]133;B;nonce=${__berth_nonce}\a\]'
__berth_mark_c='$(__berth_starting)'
__berth_pwd= __berth_ps1= __berth_armed= __berth_escaped= __berth_next=0
__berth_has_ps0=
if ((BASH_VERSINFO[0] > 4 || (BASH_VERSINFO[0] == 4 && BASH_VERSINFO[1] >= 4))); then __berth_has_ps0=1; fi

__berth_install() {
    if [[ $(declare -p PROMPT_COMMAND 2>/dev/null) == 'declare -a'* ]] && ((BASH_VERSINFO[0] > 5 || (BASH_VERSINFO[0] == 5 && BASH_VERSINFO[1] >= 1))); then
        PROMPT_COMMAND=(__berth_finished "${PROMPT_COMMAND[@]}" __berth_prompt)
    else
        PROMPT_COMMAND=$'__berth_finished\n'${PROMPT_COMMAND-}$'\n__berth_prompt'
    fi
    if [[ -z $__berth_has_ps0 ]]; then
        local theirs
        theirs=$(trap -p DEBUG)
        eval "set -- $theirs" # trap -- 'their command' DEBUG
        trap -- "__berth_debug"$'\n'"${3-}" DEBUG
    fi
}

if [[ $- == *i* && -n $__berth_nonce ]] && shopt -q promptvars; then __berth_install; fi
unset -f __berth_install
