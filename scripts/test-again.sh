#!/usr/bin/env bash
# Runs the command of the tests, `scripts/test-again.sh npm test`. If some test files fail, and no more than ten, these
# run once more on their own, and the log names them: what passes only then is a test to mend, and no reason to
# distrust the change.
set -uo pipefail
cd "$(dirname "$0")/.."

rm -f coverage/vitest.json
"$@" && exit
[ -f coverage/vitest.json ] || exit 1
cp coverage/vitest.json coverage/whole.json
mapfile -t failed < <(node -e '
  const { testResults } = require("./coverage/whole.json")
  for (const { name, status } of testResults) if (status === "failed") console.log(name)
')
# With no failed file, something outside of the tests has failed.
[ ${#failed[@]} -gt 0 ] && [ ${#failed[@]} -le 10 ] || exit 1
echo "A second run of: ${failed[*]#"$PWD/"}"
"$@" -- "${failed[@]}" || exit
cp coverage/whole.json coverage/vitest.json
echo "Passed only in a second run: ${failed[*]#"$PWD/"}"
