import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { socketFolder } from './live-job.ts'

/** Something that listens at a path, and does with each client what it likes. */
export async function listenerWith(onClient: (socket: Socket) => void): Promise<string> {
  const path = join(socketFolder(), 'other.sock')
  const server = createServer((socket) => {
    socket.on('error', () => {})
    onTestFinished(() => void socket.destroy())
    onClient(socket)
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  onTestFinished(() => void server.close())
  return path
}
