// The suite runs on the pinned Node, which npm puts first on PATH; where it is missing another one is found.
if (!process.version.startsWith('v24.')) {
  console.error(
    `tokenapi: the tests run on Node 24, and this is ${process.version}: run \`npm ci --include=optional\`, or install Node 24 where no package of it is pinned for your platform.`,
  )
  process.exit(1)
}
