export default {
  // TypeScript 7 has no API, only its command.
  experimental: { useTypeScriptCli: true },
}
