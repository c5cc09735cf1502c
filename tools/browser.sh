#!/bin/sh
# See that there is a Chromium for the journeys: install it where the system's package manager lets us, else say how.
set -u
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing chromium for the browser tests (about 110 MB to download)"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get -qq update && apt-get -qq install -y chromium; } </dev/null >/tmp/kith-chromium.$$ 2>&1 && rm -f /tmp/kith-chromium.$$ && exit 0
    tail -3 /tmp/kith-chromium.$$
    rm -f /tmp/kith-chromium.$$
fi
echo "No Chromium here, so browser tests are skipped: install it (as root on Debian: apt-get install chromium) to run them"
