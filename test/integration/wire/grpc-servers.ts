import { onTestFinished } from 'vitest'
import { type HttpServer, listen } from '../../../src/embedded/http-server.ts'

/** An embedded server with both of its interfaces, in this very thread, so that coverage sees it. */
export async function startBoth(): Promise<{ url: string; grpcPort: number; server: HttpServer }> {
  const server = await listen({ grpc: true })
  onTestFinished(() => server.close())
  return { url: `http://127.0.0.1:${server.port}`, grpcPort: server.grpcPort ?? 0, server }
}
