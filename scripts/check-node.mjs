// The suite runs on the pinned Node; with `--ignore-scripts` npm silently falls back to another.
if (!process.version.startsWith('v24.')) {
  console.error(
    `tokenapi: the tests run on Node 24, and this is ${process.version}: run \`npm rebuild node --ignore-scripts=false\` and try again.`,
  )
  process.exit(1)
}
