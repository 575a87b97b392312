#!/usr/bin/env bash
# A real MySQL server for the tests, on Debian, which has one in its unstable suite alone: unpacked with
# all that it needs into a folder of its own. The system's packages and its lists of them stay as they are.
#   scripts/services/install-mysql.sh [FOLDER]      default: ~/.cache/tokenapi/mysql, where the tests look
set -euo pipefail

folder=${1:-${TOKENAPI_MYSQL_HOME:-$HOME/.cache/tokenapi/mysql}}
if [ -e "$folder/usr/sbin/mysqld" ]; then
  echo "MySQL is in $folder already"
  exit
fi

# The archive that this machine uses, and how it is checked.
archive=$(apt-get indextargets --no-release-info --format '$(REPO_URI)' \
  'Created-By: Packages' 'Component: main' |
  grep --invert-match security | head -n 1) || true
keys=/usr/share/keyrings/debian-archive-keyring.gpg
if [ -z "$archive" ] || [ ! -e "$keys" ]; then
  echo 'MySQL is unpacked from an archive of Debian, and the sources of apt name none' >&2
  exit 1
fi

mkdir -p "$(dirname "$folder")"
work=$(mktemp -d "$folder.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/unpacked"
: >"$work/status"
echo "deb [signed-by=$keys] $archive sid main" >"$work/sources.list"
# No package counts as installed, so that the C library comes along.
cat >"$work/apt.conf" <<CONF
Dir::Etc::sourcelist "$work/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::State::lists "$work/lists";
Dir::State::status "$work/status";
Dir::Cache "$work/cache";
APT::Sandbox::User "";
CONF
export APT_CONFIG=$work/apt.conf
apt-get update -qq
apt-get install -qq --download-only --no-install-recommends -y mysql-server-core >/dev/null

for package in "$work"/cache/archives/*.deb; do
  dpkg-deb --extract "$package" "$work/unpacked"
done
# Whole or not at all; a folder that holds something else is left alone.
mv --no-target-directory "$work/unpacked" "$folder"
echo "MySQL is in $folder"
