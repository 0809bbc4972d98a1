# Berth's shell integration for zsh. Named .zshenv in a folder that ZDOTDIR points to; it puts the user's ZDOTDIR back at
# once, so that zsh itself then reads the user's .zprofile, .zshrc and .zlogin where it always does.

# Each thing of ours that has the nonce in it is kept out of what `set -x` shows.
{
    unset __berth_nonce __berth_remove __berth_file # one that came in exported would stay so
    typeset -g __berth_nonce= __berth_remove=${BERTH_REMOVE-} __berth_file=${BERTH_NONCE_FILE-}
    [[ -n $__berth_file ]] && IFS= read -r __berth_nonce <$__berth_file && true >|$__berth_file
} 2>/dev/null
if (( ${+BERTH_ZDOTDIR} )); then
    export ZDOTDIR=$BERTH_ZDOTDIR
else
    unset ZDOTDIR
fi
unset BERTH_NONCE_FILE BERTH_REMOVE BERTH_ZDOTDIR

# In a container nothing of ours stays behind.
if [[ -n $__berth_remove ]]; then
    # zsh's own, if its module is there: no process, and a container may have no coreutils.
    if zmodload -F zsh/files b:zf_rm b:zf_rmdir; then
        zf_rm -f "$__berth_remove/.zshenv" "$__berth_file" && zf_rmdir "$__berth_remove"
        zmodload -F zsh/files -b:zf_rm -b:zf_rmdir
    else
        rm -f "$__berth_remove/.zshenv" "$__berth_file" && rmdir "$__berth_remove"
    fi >/dev/null 2>&1
fi
unset __berth_remove __berth_file

if [[ -o interactive && ${#__berth_nonce} -gt 0 ]]; then
    # Value in $1, escaped for OSC 633, to REPLY. A command of megabytes is cut: nobody reads it.
    __berth_escape() {
        emulate -L zsh
        setopt extended_glob
        local MATCH MBEGIN MEND s=${1[1,32768]}
        s=${s//\\/\\\\}
        s=${s//;/\\x3b}
        REPLY=${s//(#m)[[:cntrl:]]/\\x${(l:2::0:)$(([##16]#MATCH))}}
    }

    # Such a status is that of a job that was stopped, or of a program that returned it. Without a stopped job it is a
    # program's; with one it is taken for a stop: which job an alias, `fg` or AUTO_RESUME fetched cannot be told.
    __berth_tell_stop() {
        emulate -L zsh
        local -a suspended=(${(M)jobstates:#suspended*})
        implicit+=";stopped=$(( $#suspended > 0 ))"
    }

    # First of the precmd functions: the command has ended.
    __berth_finished() {
        { local exit_status=$? implicit= again= REPLY; setopt local_options no_xtrace } 2>/dev/null
        # A line that cannot be parsed is not told to preexec. Its traces are a failure's status, which may be the old one,
        # and mostly a new entry in the history; one that was given up with Ctrl-C leaves 130.
        [[ $HISTCMD == ${__berth_next-} ]] && again=';again'
        # With SHARE_HISTORY other shells' lines are new entries too: only one of this shell's own is a trace.
        if [[ -z $__berth_ran && -n ${__berth_next-} && $exit_status != 130 && ( -z $again || $exit_status == 1 ) ]] && (( ${+history} )) \
            && { [[ ! -o share_history ]] || builtin fc -lL $((HISTCMD - 1)) $((HISTCMD - 1)) } >/dev/null 2>&1; then
            __berth_escape "${history[$((HISTCMD - 1))]-}"
            builtin printf '\e]633;E;%s;%s%s\a' "$REPLY" "$__berth_nonce" "$again"
            implicit=';implicit=1'
        fi
        (( exit_status >= 147 && exit_status <= 150 && ${+jobstates} )) && __berth_tell_stop
        builtin printf '\e]133;D;%s;nonce=%s%s\a' "$exit_status" "$__berth_nonce" "$implicit"
    }

    # Last of them: the user's have set the prompt. Others may have been added around ours since, and some (powerlevel10k)
    # put themselves last each time: the last one's function is then ours too, this once.
    __berth_prompt() {
        { emulate -L zsh; unsetopt xtrace } 2>/dev/null
        local last=$precmd_functions[-1]
        if [[ $precmd_functions[1] != __berth_finished || $last != __berth_prompt ]]; then
            precmd_functions=(__berth_finished ${precmd_functions:#__berth_*} __berth_prompt)
        fi
        (( ${+functions[__berth_overtaker]} )) && __berth_give_back # interrupted at the last prompt
        if [[ $last != __berth_* ]] && __berth_copy $last __berth_overtaker; then
            typeset -g __berth_last=$last
            functions[$last]='__berth_overtaker "$@"; __berth_overtaken'
        else
            __berth_mark
        fi
    }
    __berth_copy() {
        setopt no_aliases # in what is read again
        [[ ${functions[$1]-} == *'autoload -X'* ]] && autoload +X $1 2>/dev/null
        (( ${+functions[$1]} )) && { functions -c $1 $2 2>/dev/null || functions[$2]=$functions[$1] }
    }
    __berth_give_back() { __berth_copy __berth_overtaker $__berth_last && unfunction __berth_overtaker }
    __berth_overtaken() {
        { emulate -L zsh; unsetopt xtrace } 2>/dev/null
        __berth_give_back
        __berth_mark
    }
    __berth_tell_folder() {
        local REPLY
        [[ $PWD == $__berth_pwd ]] && return
        typeset -g __berth_pwd=$PWD
        __berth_escape $PWD
        builtin printf '\e]633;P;Cwd=%s;%s\a' "$REPLY" "$__berth_nonce"
    }
    __berth_mark() {
        __berth_tell_folder
        local a=$'%{\e]133;A;nonce='$__berth_nonce$'\a%}' b=$'%{\e]133;B;nonce='$__berth_nonce$'\a%}'
        # An exported prompt would carry the nonce to every program: the start is printed, the end is not told.
        if [[ ${(t)PS1} == *export* ]]; then
            PS1=${${PS1//$a}//$b}
            builtin printf '\e]133;A;nonce=%s\a' "$__berth_nonce"
        elif [[ $PS1 != $a*$b ]]; then
            # Whoever changed it may have kept our marks inside.
            PS1=$a${${PS1//$a}//$b}$b
        fi
        typeset -g __berth_ran= __berth_next=$HISTCMD
    }

    # $1 is the line as it was typed, also when the history does not keep it; a leading space asks not to be told.
    __berth_starting() {
        { emulate -L zsh; unsetopt xtrace } 2>/dev/null
        local REPLY
        typeset -g __berth_ran=1
        __berth_tell_folder # where the last precmd function ended in an error, and ours with it
        __berth_escape "${1:-$3}"
        builtin printf '\e]633;E;%s;%s\a\e]133;C;nonce=%s\a' "$REPLY" "$__berth_nonce" "$__berth_nonce"
    }

    typeset -g __berth_pwd= __berth_ran=
    zmodload zsh/parameter 2>/dev/null # $history, $jobstates
    # Before the first prompt the user's files have set their hooks; ours then go around them.
    precmd_functions+=(__berth_prompt)
    preexec_functions+=(__berth_starting)

    # His files may have assigned those arrays: ours come back when the first prompt is made, after his precmd functions.
    __berth_come_back() {
        { emulate -L zsh; unsetopt xtrace } 2>/dev/null
        (( ${preexec_functions[(I)__berth_starting]} )) || preexec_functions+=(__berth_starting)
        if (( ! ${precmd_functions[(I)__berth_prompt]} )); then
            precmd_functions=(__berth_finished ${precmd_functions:#__berth_*} __berth_prompt)
            __berth_mark
        fi
    }
    zmodload -F zsh/sched b:sched 2>/dev/null && sched +00:00 __berth_come_back
fi

if [[ -r ${ZDOTDIR-$HOME}/.zshenv ]]; then
    . ${ZDOTDIR-$HOME}/.zshenv
fi
