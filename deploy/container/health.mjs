// The health check of the container: exit code 0 if the listener for operators answers. There is no shell and no curl.
const port = process.env.OPERATIONS_PORT || '8001'
const { ok } = await fetch(`http://127.0.0.1:${port}/healthz`, {
  signal: AbortSignal.timeout(2_000),
}).catch(() => ({ ok: false }))
process.exitCode = ok ? 0 : 1
