/** What Express does with an error of a guard. It needs the four parameters. */
export function refuse(error, _request, response, _next) {
  response.status(error.status ?? 500).json({ success: false })
}
