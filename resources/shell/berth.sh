# Berth's shell integration for dash and busybox ash, which know no hooks: everything is said in the prompt. The prompt's
# marks and the exit status come; how the command read is taken from the screen by the session. Sourced through ENV.

{ case $- in *x*) __berth_trace=1; set +x ;; esac; } 2>/dev/null # `set -x` is not about us
unset __berth_nonce __berth_ends __berth_remove # one that came in exported would stay so
if [ -n "${BERTH_NONCE_FILE-}" ]; then
    { IFS= read -r __berth_nonce <"$BERTH_NONCE_FILE" && true >|"$BERTH_NONCE_FILE"; } 2>/dev/null
fi
__berth_remove=${BERTH_REMOVE-}
if [ -n "$__berth_remove" ]; then
    command rm -f "$BERTH_NONCE_FILE" "$BERTH_REMOVE" 2>/dev/null && unset __berth_remove
fi
if [ -n "${BERTH_ENV-}" ]; then
    ENV=$BERTH_ENV
else
    unset ENV
fi
unset BERTH_NONCE_FILE BERTH_REMOVE BERTH_ENV
{ if [ -n "${__berth_trace-}" ]; then set -x; fi; } 2>/dev/null
# As the shell itself does it: what is in ENV is expanded. (A quote or a backslash in it would end the text.)
__berth_env=${ENV-}
case $__berth_env in
*'"'* | *'\'*) ;;
*[$\`]*) if (eval ": \"$ENV\"") 2>/dev/null; then eval "__berth_env=\"$ENV\""; fi ;;
esac
if [ -n "$__berth_env" ] && [ -r "$__berth_env" ]; then . "$__berth_env"; fi
unset __berth_env

case ${__berth_nonce:+$-} in
*i*)
    # bash as sh and busybox count the columns of a prompt and must be told what has none; dash would print that. An older
    # busybox shows by its own prompt, or the user's, that it knows backslashes there.
    case ${BASH_VERSION-}${BB_ASH_VERSION-}:${PS1-} in
    [0-9]* | *\\*) __berth_on='\[' __berth_off='\]' ;;
    *) __berth_on='' __berth_off='' ;;
    esac
    __berth_esc=$(printf '\033') __berth_bel=$(printf '\007')
    # What would end a mark before its nonce, or which busybox takes for an escape in a prompt: a folder with such a name is
    # not told. (By an expansion, in which no command has to run.)
    __berth_ends=$__berth_esc$__berth_bel$(printf '\030\032\n\r\\\134')
    # A line editor draws the prompt again as it was expanded (Tab, arrows), and so with the same number. (A shell without
    # arithmetic would end at the attempt.)
    __berth_prompt=
    if (eval ': $((1))') 2>/dev/null; then __berth_count=0 __berth_prompt=';prompt=$((__berth_count=__berth_count+1))'; fi
    # Expanded when the prompt is shown, so that an exported PS1 does not carry the nonce.
    PS1=$__berth_on$__berth_esc']133;D;$?;implicit=1;nonce=$__berth_nonce'$__berth_prompt$__berth_bel$__berth_esc']633;P;Cwd=${PWD##*[$__berth_ends]*};$__berth_nonce'$__berth_bel$__berth_esc']133;A;nonce=$__berth_nonce'$__berth_bel$__berth_off${PS1-}$__berth_on$__berth_esc']133;B;nonce=$__berth_nonce'$__berth_bel$__berth_off
    # Of a line that goes on.
    PS2=$__berth_on$__berth_esc']633;F;nonce=$__berth_nonce'$__berth_bel$__berth_off${PS2-> }$__berth_on$__berth_esc']633;G;nonce=$__berth_nonce'$__berth_bel$__berth_off
    unset __berth_on __berth_off __berth_esc __berth_bel __berth_prompt
    ;;
esac
# Where there is no rm, an empty file stays. Last: the shell reads this one piece by piece.
if [ -n "${__berth_remove-}" ]; then true >|"$__berth_remove"; unset __berth_remove; fi
