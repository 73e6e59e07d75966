import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** What the proxy does with bytes: hands them on, swallows what the server says, or cuts it off after some bytes. */
export type Fault =
  | { readonly kind: 'none' }
  | { readonly kind: 'blackhole' }
  | { readonly kind: 'cut'; readonly afterBytes: number }

/** A TCP proxy on 127.0.0.1 that harms the connections of whoever goes through it. */
export class FaultProxy {
  fault: Fault = { kind: 'none' }
  /** Connections accepted so far. */
  accepted = 0
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  private constructor(server: Server) {
    this.#server = server
  }

  static async before(target: string): Promise<FaultProxy> {
    const server = createServer()
    const proxy = new FaultProxy(server)
    server.on('connection', (client) => proxy.#join(client, Number(new URL(target).port)))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return proxy
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Connections open now. */
  get open(): number {
    return this.#sockets.size
  }

  /** Resets every connection that is open. */
  resetAll(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy()
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #join(client: Socket, port: number): void {
    this.accepted++
    this.#sockets.add(client)
    const upstream = connect(port, '127.0.0.1')
    const end = () => {
      this.#sockets.delete(client)
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end)
    client.pipe(upstream)
    upstream.on('data', (bytes) => this.#handBack(bytes, client))
  }

  #handBack(bytes: Buffer, client: Socket): void {
    switch (this.fault.kind) {
      case 'none':
        client.write(bytes)
        return
      case 'blackhole':
        return
      case 'cut':
        client.write(bytes.subarray(0, this.fault.afterBytes), () => client.resetAndDestroy())
    }
  }
}
