#!/bin/sh
# The command `briefgen`: Python, but for a build with nothing to do, which is answered before it is started.
#
# What such a build saw is kept in the user's cache: names of files, and what GNU find says of them. Where find says
# the same again so does this build. Whatever is not as expected, in this shell or in its tools, is left to Python.
# It is not kept in the project, whose files may come from strangers.

[ -L "$0" ] && self=$(readlink -f "$0") || self=$0
home=${self%/*}
BRIEFGEN_ASKED="$home|$PWD|$SOURCE_DATE_EPOCH|$PYTHONPATH|$PYTHONHOME|$LD_LIBRARY_PATH"

quick() {
    given= last=
    for word; do
        [ "$last" = --project ] && given=$word
        case $word in --project=*) given=${word#*=} ;; --no-index) return ;; esac
        last=$word
    done
    folder=${given:-$PWD}
    case $folder in /*) ;; *) folder=$PWD/$folder ;; esac
    case $folder/ in */../*) return ;; esac
    cache=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
    case $cache in /*) ;; *) return ;; esac
    while [ ! -f "$folder/briefgen.yaml" ]; do
        [ -z "$given" ] && [ -n "$folder" ] || return
        folder=${folder%/*}
    done
    kept=$cache/briefgen$folder/.quick
    BRIEFGEN_KEPT=$kept
    [ -f "$kept/asked" ] || return
    {
        read -r token code && IFS= read -r line && [ "$line" = "$BRIEFGEN_ASKED" ] || return
        for word; do
            IFS= read -r line && [ "$line" = "$word" ] || return
        done
        IFS= read -r line && return
    } < "$kept/asked"
    {
        find -L -files0-from "$kept/names-$token" -maxdepth 0 -printf '%s %T@ %C@ %i\n' |
            cmp -s - "$kept/stamps-$token"
    } 2> /dev/null || return
    while IFS= read -r line; do
        [ ! -e "$line" ] || return
    done < "$kept/absent-$token" || return
    [ ! -s "$kept/out-$token" ] || cat "$kept/out-$token" || return
    cat "$kept/err-$token" >&2
    exit "$code"
}

BRIEFGEN_KEPT=
[ "$1" = build ] && quick "$@"
export BRIEFGEN_ASKED BRIEFGEN_KEPT
exec "$home/briefgen-python" "$@"
