import { connect } from 'node:net'
import type { Server } from '../server/server.ts'

const CONNECT_TIMEOUT_MS = 1_000

/** Why there is no gRPC, else undefined. */
export async function noGrpc({ grpcPort }: Pick<Server, 'grpcPort'>): Promise<string | undefined> {
  const isOpen = await new Promise<boolean>((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: grpcPort, timeout: CONNECT_TIMEOUT_MS })
    const end = (result: boolean) => {
      socket.destroy()
      resolve(result)
    }
    socket
      .once('connect', () => end(true))
      .once('timeout', () => end(false))
      .once('error', () => end(false))
  })
  return isOpen ? undefined : `nothing speaks gRPC on port ${grpcPort}`
}
