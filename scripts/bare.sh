#!/usr/bin/env bash
# Runs a command as on a machine that has nothing that the tests can use beside Node and npm: no database
# server, no Django, no curl, no other runtime. `scripts/bare.sh npm test` must succeed and name its skips.
# The system stays as it is: the files are removed from an overlay over /usr, in a mount namespace of its own.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "${1-}" != --inside ]; then
  # Peers that a variable names; and with CI=true none may be missing.
  unset CI TOKENAPI_PYTHON TOKENAPI_MYSQL_HOME TOKENAPI_TEST_{POSTGRES,PGBOUNCER,MARIADB,MYSQL,REDIS}
  scratch=$(mktemp -d)
  trap 'rmdir "$scratch"' EXIT
  if unshare --mount scripts/bare.sh --inside "$scratch" true 2>/dev/null; then
    unshare --mount scripts/bare.sh --inside "$scratch" "$@"
  else
    echo 'tokenapi: there is no right to mount an overlay over /usr here, so TOKENAPI_TEST_BARE=1 hides the
tokenapi: peers from the tests. A test that runs a program without asking for it first is NOT found this way.' >&2
    TOKENAPI_TEST_BARE=1 "$@"
  fi
  exit
fi

scratch=$2
shift 2
mount -t tmpfs tmpfs "$scratch"
mkdir "$scratch"/{upper,work,bin}
# Wherever they are, with nothing of what lies beside them there.
for name in node npm npx; do ln -s "$(readlink -f "$(command -v "$name")")" "$scratch/bin/$name"; done
export PATH=$scratch/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin
mount -t overlay overlay -o "lowerdir=/usr,upperdir=$scratch/upper,workdir=$scratch/work" /usr
# What the scripts in scripts/services and `npm ci --prefix matrix/NAME` have installed.
for folder in "$HOME/.cache/tokenapi" "$PWD"/matrix/*/node_modules; do
  if [ -d "$folder" ]; then mount -t tmpfs tmpfs "$folder"; fi
done
rm -rf /usr/lib/postgresql /usr/lib/python3 /usr/local/lib/python3*
for folder in /usr/{,local/}{,s}bin; do
  (cd "$folder" && rm -f nginx haproxy caddy chromium* redis* fail2ban-regex systemd-analyze postgres initdb pgbouncer psql mariadb* mysql* python* curl wget ss ip git tar bun deno bash wrk buildah podman runc mmdebstrap docker-compose)
done
exec "$@"
