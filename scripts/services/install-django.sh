#!/usr/bin/env bash
# Django 5.2 for the tests, beside the system's own: in a virtual environment that takes all else (argon2,
# bcrypt, the drivers of PostgreSQL and MySQL) from the system's packages.
#   scripts/services/install-django.sh
set -euo pipefail

# Where the tests look.
folder=$HOME/.cache/tokenapi/django-5.2
if [ -x "$folder/bin/python" ] && "$folder/bin/python" -c 'import django; assert django.VERSION[:2] == (5, 2)' 2>/dev/null; then
  echo "Django 5.2 is in $folder already"
  exit
fi

mkdir -p "$(dirname "$folder")"
# Made where it will be used, as its programs name their folder; whole or not at all.
rm -rf "$folder"
trap 'rm -rf "$folder"' ERR
/usr/bin/python3 -m venv --system-site-packages "$folder"
"$folder/bin/pip" install --quiet --retries 2 'Django==5.2.*'
echo "Django 5.2 is in $folder"
