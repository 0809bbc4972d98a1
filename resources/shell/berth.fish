# Berth's shell integration for fish 3.1 and later. Sourced by --init-command, after the user's own configuration. fish 4
# prints marks of its own, without a nonce; the terminal ignores those beside these.

set -gu __berth_nonce "$BERTH_NONCE"
set -gu __berth_remove "$BERTH_REMOVE"
set -e BERTH_NONCE
set -e BERTH_REMOVE

# In a container nothing of ours stays behind.
if test -n "$__berth_remove"
    rm -f (status filename) 2>/dev/null
    and rmdir $__berth_remove 2>/dev/null
end
set -e __berth_remove

if status is-interactive; and test -n "$__berth_nonce"
    # Value escaped for OSC 633: on one line, without controls and semicolons.
    function __berth_escape
        string sub -l 32768 -- $argv[1] | string replace -a -- '\\' '\\\\' | string replace -a -- ';' '\\x3b' \
            | string replace -ar -- '[\x01-\x09\x0b-\x1f\x7f]' '\\x20' | string join -- '\\x0a'
    end

    function __berth_prompt --on-event fish_prompt
        # Also when the user has set another one since.
        if functions -q fish_prompt; and not functions fish_prompt | string match -q '*__berth_user_prompt*'
            functions -e __berth_user_prompt
            functions -c fish_prompt __berth_user_prompt
            function fish_prompt
                __berth_user_prompt
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
        builtin printf '\e]633;E;%s;%s\a\e]133;C;nonce=%s\a' (__berth_escape "$argv[1]" | string collect) $__berth_nonce $__berth_nonce
    end

    function __berth_finished --on-event fish_postexec
        builtin printf '\e]133;D;%s;nonce=%s\a' $status $__berth_nonce
    end
end
