import { type ClientRunUrls, clientRun } from './client-run.ts'

export default {
  async fetch(request: Request): Promise<Response> {
    return Response.json(await clientRun((await request.json()) as ClientRunUrls))
  },
}
