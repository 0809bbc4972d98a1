# Berth's shell integration for fish 3.1 and later. Sourced by --init-command, after the user's own configuration, with the
# nonce's file and, in a container, this file as arguments: in the environment the user's files would find them. fish 4
# prints marks of its own, without a nonce; the terminal ignores those beside these.

# What has the nonce in it is kept out of what fish_trace shows; an empty one of the block's or the function's own does that.
set -l fish_trace
set -gu __berth_nonce ''
if builtin test -r "$argv[1]"
    builtin read -gu __berth_nonce <$argv[1]
    builtin echo -n >$argv[1]
end

# In a container nothing of ours stays behind; where there is no rm, an empty file.
if set -q argv[2]
    command rm -f $argv[1..2] 2>/dev/null; or builtin echo -n >$argv[2]
end

if status is-interactive; and test -n "$__berth_nonce"
    # Value escaped for OSC 633: on one line, without controls and semicolons.
    function __berth_escape
        string sub -l 32768 -- $argv[1] | string replace -a -- '\\' '\\\\' | string replace -a -- ';' '\\x3b' \
            | string replace -ar -- '[\x01-\x09\x0b-\x1f\x7f-\x{9f}]' '\\x20' | string join -- '\\x0a'
    end

    function __berth_prompt --on-event fish_prompt
        set -l fish_trace
        # Also when the user has set another one since.
        if functions -q fish_prompt; and not functions fish_prompt | string match -q '*__berth_user_prompt*'
            functions -e __berth_user_prompt
            functions -c fish_prompt __berth_user_prompt
            function fish_prompt
                __berth_user_prompt
                set -l fish_trace
                builtin printf '\e]133;B;nonce=%s\a' $__berth_nonce
            end
        end
        if test "$__berth_pwd" != "$PWD"
            set -g __berth_pwd $PWD
            builtin printf '\e]633;P;Cwd=%s;%s\a' (__berth_escape $PWD | string collect) $__berth_nonce
        end
        builtin printf '\e]133;A;nonce=%s\a' $__berth_nonce
    end

    function __berth_starting --on-event fish_preexec
        set -g __berth_status $status
        set -l fish_trace
        set -g __berth_before (__berth_processes)
        builtin printf '\e]633;E;%s;%s\a\e]133;C;nonce=%s\a' (__berth_escape "$argv[1]" | string collect) $__berth_nonce $__berth_nonce
    end

    # The processes of all jobs; fish says their states in the user's language only.
    function __berth_processes
        jobs -q; and jobs -p | string match -r '^[0-9]+$'
    end

    # Whether a line brings a job to the foreground: `fg`, or a function that does no more (what `alias j=fg` makes).
    function __berth_fetches_job
        set -l word (string match -r -- '^\s*([^\s;&|]+)' $argv[1])[2]
        test -n "$word"; or return 1
        test "$word" = fg; and return
        set -l lines (functions -- $word 2>/dev/null | string match -rv -- '^\s*(#.*)?$') # its head, its body and `end`
        test (count $lines) -eq 3; and string match -qr -- '^\s*fg( [\w%-]+)* \$argv;?\s*$' $lines[2]
    end

    # A job that was stopped (Ctrl-Z), or put into the background, leaves the status as it was before. For a stop other shells
    # give 128 and the signal.
    function __berth_finished --on-event fish_postexec
        set -l code $status
        set -l stopped
        set -l fish_trace
        if test $code -ge 147; and test $code -le 150
            set stopped ';stopped=0'
        end
        if string match -qr '&\s*$' -- $argv[1]
            test $code -eq "$__berth_status"; and set code 0
        else if contains -- $code 0 $__berth_status
            set -l processes (__berth_processes)
            # What stops in the background meanwhile is another's; but `fg` stopped again, unless its job has gone.
            set -l others $__berth_before
            if set -q processes[1]; and test (count $processes) -ge (count $__berth_before); and __berth_fetches_job $argv[1]
                set others
            end
            for process in $processes
                set -l state (command cat /proc/$process/stat 2>/dev/null)
                if not contains -- $process $others; and string match -qr '^[0-9]+ .*\) [tT] ' -- "$state"
                    set code 148
                    set stopped ';stopped=1'
                end
            end
        end
        builtin printf '\e]133;D;%s;nonce=%s%s\a' $code $__berth_nonce "$stopped"
    end

    # A line that was given up: the next prompt is drawn without a fish_prompt event. (fish 4 draws none; the tracker sees that.)
    function __berth_given_up --on-event fish_cancel
        set -l fish_trace
        builtin printf '\e]133;A;nonce=%s\a' $__berth_nonce
    end

    # A line that cannot be parsed is drawn again below, to be mended; 123 is what `eval` gives for it.
    function __berth_not_parsed --on-event fish_posterror
        set -l fish_trace
        builtin printf '\e]633;E;%s;%s\a\e]133;D;123;nonce=%s;implicit=1\a\e]133;A;nonce=%s\a' \
            (__berth_escape "$argv[1]" | string collect) $__berth_nonce $__berth_nonce $__berth_nonce
    end
end
