import type { Server } from './server.ts'
import { readTcpTable, type TcpRow } from './tcp-table.ts'

type ReadTable = () => Promise<readonly TcpRow[] | undefined>

/**
 * Sockets of one peer to the server: those that came while it alone was at work, for as long as they live. Peers stay
 * open beside each other, so that a plain count would be everyone's.
 */
export class SocketWatch {
  readonly #ports: readonly number[]
  readonly #read: ReadTable
  #own: ReadonlySet<string> = new Set()
  #others: ReadonlySet<string> = new Set()

  constructor({ port, grpcPort }: Pick<Server, 'port' | 'grpcPort'>, read: ReadTable = readTcpTable) {
    this.#ports = [port, grpcPort]
    this.#read = read
  }

  /** To be called when the peer is about to work: what is open now and is not its own belongs to others. */
  async start(): Promise<void> {
    this.#others = without((await this.#open()) ?? [], this.#own)
  }

  /** How many it has; to be called while it works. Undefined where the system does not tell. */
  async sample(): Promise<number | undefined> {
    const open = await this.#open()
    if (open === undefined) return undefined
    this.#own = without(open, this.#others)
    return this.#own.size
  }

  async #open(): Promise<string[] | undefined> {
    const rows = await this.#read()
    // A loopback connection is in the table twice; the client's end is the one whose remote port is the server's.
    return rows
      ?.filter(({ state, remotePort }) => state === 'established' && this.#ports.includes(remotePort))
      .map(({ local }) => local)
  }
}

function without(sockets: readonly string[], left: ReadonlySet<string>): Set<string> {
  return new Set(sockets.filter((socket) => !left.has(socket)))
}
