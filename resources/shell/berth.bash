# Berth's shell integration for bash 4.3 and later. Started as `bash --rcfile THIS` for a plain interactive shell (bash
# itself has then read the system's bashrc where its build has one), and for a login shell as `bash --posix` with ENV=THIS,
# because a login shell reads no rcfile; it turns posix mode off again before anything of the user's runs.

# Each thing of ours that has the nonce in it is kept out of what `set -x` shows.
{
    unset __berth_nonce __berth_remove # one that came in exported would stay so
    IFS= builtin read -r __berth_nonce <"${BERTH_NONCE_FILE-}" && builtin printf '' >|"$BERTH_NONCE_FILE"
    __berth_remove=(${BERTH_REMOVE+"$BERTH_REMOVE" "$BERTH_NONCE_FILE"})
    unset BERTH_NONCE_FILE BERTH_REMOVE
} 2>/dev/null

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

{ __berth_trace=$-; set +x; } 2>/dev/null

# Their DEBUG trap shall not see our commands: it may show each one in the title, or take the first one after the prompt's for
# what the user runs (starship). A function would not see the trap.
__berth_trap=$(trap -p DEBUG)
if [ -n "$__berth_trap" ]; then trap - DEBUG; fi

# In a container nothing of ours stays behind; where there is no rm, an empty file.
if [ -n "${__berth_remove-}" ]; then
    { command rm -f "${__berth_remove[@]}" || true >|"$__berth_remove"; } >/dev/null 2>&1
fi
unset __berth_remove

# Value in $1, escaped for OSC 633, to __berth_escaped. A command of megabytes is cut: nobody reads it.
__berth_escape() {
    local s=${1:0:32768}
    s=${s//"$__berth_bs"/"$__berth_bs2"}
    s=${s//;/"$__berth_x3b"}
    s=${s//"$__berth_nl"/"$__berth_x0a"}
    s=${s//"$__berth_tab"/"$__berth_x09"}
    __berth_escaped=${s//[[:cntrl:]]/"$__berth_x7f"}
}

# Tells the newest entry of the history as the command. What the user keeps out of it (HISTCONTROL, HISTIGNORE) cannot be
# told: the entry is then an older one, equal to the command or not, and `again` lets the terminal compare it with what
# was typed.
__berth_tell_entry() {
    local entry number
    entry=$(HISTTIMEFORMAT='' builtin history 1)
    entry=${entry#"${entry%%[! ]*}"}
    number=${entry%%[!0-9]*}
    entry=${entry#"$number"}
    __berth_escape "${entry:2}" # without a space or the '*' of an edited entry, and a space
    builtin printf '\033]633;E;%s;%s%s\007' "$__berth_escaped" "$__berth_nonce" "${__berth_again[${number:-0} >= __berth_next]}"
}

# Such a status is that of a job that was stopped, or of a program that returned it. Without a stopped job it is a program's;
# with one it is taken for a stop: which job an alias, `fg` or auto_resume fetched cannot be told.
__berth_tell_stop() {
    if [[ -n $(builtin jobs -sp) ]]; then implicit+=';stopped=1'; else implicit+=';stopped=0'; fi
}

# First of the prompt's commands: the command has ended. Hands on the status it found, for the user's; where they are
# elements of an array bash does that, and an ERR trap would take ours for another failure.
__berth_finished() {
    { local status=$? implicit=; [[ -n $__berth_has_ps0 ]] && local - && set +x; } 2>/dev/null # `set -x` is not about us
    if [[ -n $__berth_armed && $__berth_ran -eq 0 ]]; then
        # Nothing has run. A line that cannot be parsed leaves status 2 and an entry; and without PS0 a line that is one
        # subshell or one definition shows no command before its end.
        if [[ -z $__berth_has_ps0 && $HISTCMD -gt $__berth_next && $status -ne 2 ]]; then
            __berth_starting
        elif [[ $status -eq 2 ]]; then
            __berth_tell_entry
            implicit=';implicit=1'
        fi
    fi
    if [[ $status -ge 147 && $status -le 150 ]]; then __berth_tell_stop; fi
    builtin printf '\033]133;D;%s;nonce=%s%s\007' "$status" "$__berth_nonce" "$implicit"
    __berth_armed=
    if [[ -z $__berth_array ]]; then return "$status"; fi
}

# Last of them: the user's have set the prompt.
__berth_prompt() {
    { local status=$?; [[ -n $__berth_has_ps0 ]] && local - && set +x; } 2>/dev/null
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
        export -n PS0 # another shell would not understand it
    fi
    if [[ -n $__berth_array ]]; then __berth_keep_place; fi
    if ((__berth_ran)); then
        __berth_a=() __berth_b=() __berth_c=() __berth_d=() __berth_e=() __berth_f=() __berth_g=() __berth_h=() __berth_n=() __berth_ran=0
    fi
    __berth_next=$HISTCMD
    # No entry is the next command, or (without cmdhist) only the last line of it: what was typed decides.
    if [[ ! -o history ]] || ! shopt -q cmdhist; then __berth_next=999999999; fi
    __berth_armed=1
    if [[ -z $__berth_array ]]; then return "$status"; fi
}

# Keeps our commands where they belong when the user's have changed PROMPT_COMMAND. It is running just now, so elements are
# replaced and added, never taken away.
__berth_keep_place() {
    local i places=("${!PROMPT_COMMAND[@]}") last
    if [[ ${PROMPT_COMMAND@a} == *r* ]]; then return; fi
    last=${places[${#places[@]} - 1]}
    if [[ ${PROMPT_COMMAND[*]} != *__berth_finished* ]]; then
        # A plain assignment replaced the first one only, and meant all. As an element of its own it finds the status.
        for i in "${!PROMPT_COMMAND[@]}"; do
            if [[ $i -gt 0 && ${PROMPT_COMMAND[i]} != __berth_* ]]; then PROMPT_COMMAND[i]=; fi
        done
        PROMPT_COMMAND[1]=${PROMPT_COMMAND[0]-}
        PROMPT_COMMAND[0]=__berth_finished
    fi
    # bash-preexec insists on having the last one: what runs after it counts as the user's command.
    if [[ ${PROMPT_COMMAND[last]} != __berth_prompt && ${PROMPT_COMMAND[last]} != *__bp_* ]]; then
        for i in "${!PROMPT_COMMAND[@]}"; do
            if [[ ${PROMPT_COMMAND[i]} == __berth_prompt ]]; then PROMPT_COMMAND[i]=; fi
        done
        PROMPT_COMMAND+=(__berth_prompt)
    fi
}

# Without PS0 (before bash 4.4): the first command after a prompt.
__berth_starting() {
    ((++__berth_ran))
    __berth_tell_entry
    builtin printf '\033]133;C;nonce=%s\007' "$__berth_nonce"
}
__berth_debug() {
    if [[ -n $__berth_armed && $__berth_ran -eq 0 && -z ${COMP_LINE-} && $BASH_COMMAND != __berth_* ]]; then __berth_starting; fi
}

__berth_bs='\' __berth_bs2='\\' __berth_x3b='\x3b' __berth_nl=$'\n' __berth_x0a='\x0a' __berth_tab=$'\t' __berth_x09='\x09' __berth_x7f='\x7f'
__berth_again=(';again' '')
__berth_a=() __berth_b=() __berth_c=() __berth_d=() __berth_e=() __berth_f=() __berth_g=() __berth_h=() __berth_n=() __berth_ran=0
__berth_pwd='' __berth_ps1='' __berth_armed='' __berth_escaped='' __berth_next=0
__berth_has_ps0='' __berth_array=''
if ((BASH_VERSINFO[0] > 4 || (BASH_VERSINFO[0] == 4 && BASH_VERSINFO[1] >= 4))); then __berth_has_ps0=1; fi
if ((BASH_VERSINFO[0] > 5 || (BASH_VERSINFO[0] == 5 && BASH_VERSINFO[1] >= 1))); then __berth_array=1; fi

# The nonce is expanded when the prompt is shown: an exported PS1 does not carry it.
__berth_mark_a='\[\e]133;A;nonce=${__berth_nonce}\a\]'
__berth_mark_b='\[\e]133;B;nonce=${__berth_nonce}\a\]'
# PS0 is expanded when a line was read: what __berth_tell_entry does, as expansions alone, because a function could only be
# called in a process of its own. Each step assigns an element, all of one number that is new each time, so that an older
# command's never stands for them (in posix mode a prompt's ! is a number: patterns have ^), even when the prompt's commands
# are gone; as a key of an array without elements they print nothing. What is left is one process for the history's text, and
# none from bash 5.3 on.
__berth_mark_c='${__berth_void[x$((++__berth_ran))'
__berth_mark_c+='${__berth_a[__berth_ran]:='
if ((BASH_VERSINFO[0] > 5 || (BASH_VERSINFO[0] == 5 && BASH_VERSINFO[1] >= 3))); then
    __berth_mark_c+='${ HISTTIMEFORMAT= builtin history 1; }}'
else
    __berth_mark_c+='$({ set +x; } 2>/dev/null; HISTTIMEFORMAT= builtin history 1)}'
fi
__berth_mark_c+='${__berth_b[__berth_ran]:=${__berth_a[__berth_ran]#"${__berth_a[__berth_ran]%%[^ ]*}"}}${__berth_n[__berth_ran]:=${__berth_b[__berth_ran]%%[^0-9]*}}'
__berth_mark_c+='${__berth_c[__berth_ran]:=${__berth_b[__berth_ran]#"${__berth_n[__berth_ran]}"}}${__berth_d[__berth_ran]:=${__berth_c[__berth_ran]:2:32768}}'
__berth_mark_c+='${__berth_e[__berth_ran]:=${__berth_d[__berth_ran]//"$__berth_bs"/"$__berth_bs2"}}${__berth_f[__berth_ran]:=${__berth_e[__berth_ran]//;/"$__berth_x3b"}}'
__berth_mark_c+='${__berth_g[__berth_ran]:=${__berth_f[__berth_ran]//"$__berth_nl"/"$__berth_x0a"}}${__berth_h[__berth_ran]:=${__berth_g[__berth_ran]//"$__berth_tab"/"$__berth_x09"}}]-}'
__berth_mark_c+='\e]633;E;${__berth_h[__berth_ran]//[[:cntrl:]]/"$__berth_x7f"};${__berth_nonce}'
__berth_mark_c+='${__berth_again[${__berth_n[__berth_ran]:-0} >= __berth_next ? (__berth_next = ${__berth_n[__berth_ran]:-0} + 1) > 0 : 0]}\a\e]133;C;nonce=${__berth_nonce}\a'

__berth_install() {
    if [[ -n $__berth_array ]]; then
        # As elements each finds the status and PIPESTATUS of the command.
        local theirs=()
        if [[ -n ${PROMPT_COMMAND+x} ]]; then theirs=("${PROMPT_COMMAND[@]}"); fi
        unset PROMPT_COMMAND
        PROMPT_COMMAND=(__berth_finished "${theirs[@]}" __berth_prompt)
        if [[ ${#theirs[@]} -gt 0 && ${theirs[${#theirs[@]} - 1]} == *__bp_* ]]; then # see __berth_keep_place
            PROMPT_COMMAND[${#theirs[@]}]=__berth_prompt
            PROMPT_COMMAND[${#theirs[@]} + 1]=${theirs[${#theirs[@]} - 1]}
        fi
    else
        PROMPT_COMMAND=$'__berth_finished\n'${PROMPT_COMMAND-}$'\n__berth_prompt'
    fi
    if [[ -n $__berth_has_ps0 ]]; then declare -gA __berth_void=(); fi
}

__berth_tidy() {
    unset -f __berth_install __berth_tidy
    unset -v __berth_trap __berth_debug_trap
    if [[ $__berth_trace != *x* ]]; then unset -v __berth_trace; fi
}

if [[ $- == *i* && -n $__berth_nonce ]] && shopt -q promptvars && (unset PROMPT_COMMAND) 2>/dev/null; then # readonly: no blocks
    __berth_install
    __berth_debug_trap=''
    if [[ -z $__berth_has_ps0 ]]; then __berth_debug_trap='__berth_debug "$_"'$'\n'; fi
    eval "__berth_trap=($__berth_trap)" # (trap -- 'their command' DEBUG)
    if [[ -n ${__berth_trap[2]-} ]]; then __berth_debug_trap+='case $BASH_COMMAND in __berth_*) ;; *)'$'\n'${__berth_trap[2]}$'\n'';; esac'; fi
    if [[ -n $__berth_debug_trap ]]; then trap -- "$__berth_debug_trap" DEBUG; fi
elif [[ -n $__berth_trap ]]; then
    eval "$__berth_trap"
fi
__berth_tidy
{ if [[ -n ${__berth_trace-} ]]; then unset -v __berth_trace; set -x; fi; } 2>/dev/null
