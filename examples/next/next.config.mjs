export default {
  // TypeScript 7 has its command alone.
  experimental: { useTypeScriptCli: true },
}
