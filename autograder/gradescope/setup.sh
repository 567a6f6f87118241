#!/usr/bin/env bash
# Build the grader's image. Gradescope runs this once, as root, on Debian or Ubuntu for x86-64, with network.
#
# It makes a virtual environment outside the folder that holds this file, which stays closed to everyone but root,
# and ends with a line that says "Set-up complete", or else with one that names the step that failed. It may be run
# again: packages that are already there are kept.
#
#   AUTOGRADER_VENV   the virtual environment (default /opt/autograder-venv)

set -Eeuo pipefail

source_dir=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
venv=${AUTOGRADER_VENV:-/opt/autograder-venv}
complete=$venv/set-up-complete
step="starting"

fail() {
    local status=$?
    trap - ERR EXIT
    printf '\nSET-UP FAILED while %s (exit status %s). The image cannot grade.\n' "$step" "$status" |
        tee "$source_dir/setup-failed.txt" >&2
    exit 1
}
trap fail ERR
# A command that ends the script without an error, such as a stray exit, has failed, too.
trap 'fail' EXIT

begin() {
    step=$1
    printf '\n== %s (%s s)\n' "$step" "$SECONDS"
}

retry() {
    local attempt
    for attempt in 1 2 3; do
        if "$@"; then return 0; fi
        printf 'Attempt %s failed: %s\n' "$attempt" "$*" >&2
        sleep "$((attempt * 3))"
    done
    return 1
}

apt_install() {
    retry apt-get update -qq
    DEBIAN_FRONTEND=noninteractive retry apt-get install -y -qq --no-install-recommends "$@"
}

# The system's own Python if it will do, because its venv package is sure to exist. Students' code runs as another
# user than root, who has to be able to use it.
find_python() {
    local name
    for name in /usr/bin/python3 python3 python3.12 python3.11 python3.13 python3.10; do
        if "$name" 2>/dev/null - <<'END'; then
import os, sys
assert (3, 10) <= sys.version_info < (3, 14)
if os.geteuid() == 0:
    os.setuid(65534)
open(os.__file__)
END
            command -v "$name"
            return 0
        fi
    done
    return 1
}

has_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

begin "closing the source folder to other users"
rm -f "$source_dir/setup-failed.txt" "$complete"
chmod -R o= "$source_dir"

begin "looking for Linux on x86-64"
[[ $(uname -sm) == "Linux x86_64" ]]

begin "looking for Python 3.10 to 3.13"
if ! python=$(find_python); then
    apt_install python3 python3-venv
    python=$(find_python)
fi
printf '%s\n' "$python"

begin "looking for the venv module of $python"
if ! has_venv "$python"; then
    apt_install python3-venv
    has_venv "$python" || apt_install "$(basename -- "$python")-venv"
    has_venv "$python"
fi

begin "making the virtual environment $venv"
wanted="$("$python" -c 'import sys; print(*sys.version_info[:3])') $(sha256sum <"$source_dir/requirements.txt")"
if [[ $(cat "$venv/packages" 2>/dev/null) != "$wanted" ]]; then
    # Only what a set-up made is ever removed.
    if [[ -e $venv ]]; then
        [[ -f $venv/pyvenv.cfg ]]
        rm -rf -- "$venv"
    fi
    "$python" -m venv "$venv"

    begin "installing the locked packages"
    export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore
    retry "$venv/bin/pip" install --quiet --progress-bar off --no-cache-dir --retries 5 --timeout 60 \
        --require-hashes --no-deps --only-binary :all: -r "$source_dir/requirements.txt"

    begin "checking that the packages fit together"
    "$venv/bin/pip" check
    # Headers for compiling against TensorFlow: a sixth of the image, and of no use here.
    rm -rf -- "$venv"/lib/python3*/site-packages/tensorflow/include
    printf '%s\n' "$wanted" >"$venv/packages"
fi

begin "installing the grading engine"
site=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
rm -rf -- "$site/autograder"
cp -R -- "$source_dir/engine/autograder" "$site/autograder"
"$venv/bin/python" -m compileall -q "$site/autograder"
chmod -R u=rwX,go=rX "$site/autograder" "$venv/bin" "$venv/pyvenv.cfg"

begin "importing everything once"
export MPLCONFIGDIR=$venv/matplotlib PYTHONSAFEPATH=1 # with a cache of its fonts
mkdir -p "$MPLCONFIGDIR"
cd /
TF_CPP_MIN_LOG_LEVEL=3 "$venv/bin/python" -W ignore - <<'END'
import sys
from autograder.engine.zygote import preload
import autograder.gradescope.run
preload()
import keras, matplotlib.font_manager, numpy, tensorflow
print("Python", sys.version.split()[0], "· TensorFlow", tensorflow.__version__, "· Keras", keras.__version__,
      "· NumPy", numpy.__version__)
END
chmod -R u=rwX,go=rX "$MPLCONFIGDIR"

if [[ -f $source_dir/pretrained.json ]]; then
    begin "fetching the pretrained weights"
    # Once, here, so that grading needs no network; another file than the one that was recorded is refused.
    rm -rf -- "$venv/keras"
    TF_CPP_MIN_LOG_LEVEL=3 retry "$venv/bin/python" -W ignore -m autograder.datasets.pretrained_weights \
        "$source_dir/pretrained.json" "$venv/keras"
    chmod -R u=rwX,go=rX "$venv/keras"
fi

begin "finishing"
touch "$complete"
trap - EXIT
printf '\nSet-up complete after %s s: %s in %s.\n' "$SECONDS" "$(du -sh "$venv" | cut -f1)" "$venv"
