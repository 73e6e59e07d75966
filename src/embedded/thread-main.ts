import type { MessagePort } from 'node:worker_threads'
import { type ListenOptions, listen } from './http-server.ts'
import type { PlainError, ThreadMessage, ThreadRequest } from './thread-messages.ts'

/** Runs the server for the other side of `port` until it asks to close. */
export async function serveThread(port: MessagePort, options: ListenOptions): Promise<void> {
  const say = (message: ThreadMessage) => port.postMessage(message)
  try {
    const server = await listen(options)
    port.on('message', (request: ThreadRequest) => {
      if (request.ask === 'connections') say({ say: 'connections', counts: server.connections() })
      else void server.close().then(() => port.close())
    })
    say({ say: 'listening', port: server.port, grpcPort: server.grpcPort })
  } catch (error) {
    const { message, cause } = error instanceof Error ? error : new Error(String(error))
    say({ say: 'failed', message, cause: plain(cause ?? error) })
  }
}

function plain(error: unknown): PlainError {
  if (!(error instanceof Error)) return { message: String(error) }
  const { code } = error as NodeJS.ErrnoException
  return typeof code === 'string' ? { message: error.message, code } : { message: error.message }
}
