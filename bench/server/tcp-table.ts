import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'

const FILES = ['/proc/net/tcp', '/proc/net/tcp6']
const ESTABLISHED = '01'
const LISTEN = '0A'

export interface TcpRow {
  /** Address and port in hexadecimal, as the kernel prints them. */
  readonly local: string
  readonly localPort: number
  readonly remotePort: number
  readonly state: 'established' | 'listening'
  readonly inode: string
}

/** Established and listening sockets in the text of /proc/net/tcp or tcp6; thousands in TIME_WAIT are passed over. */
export function parseTcpTable(text: string): TcpRow[] {
  const rows: TcpRow[] = []
  for (const line of text.split('\n')) {
    const [, local = '', remote = '', state, , , , , , inode = ''] = line.trim().split(/\s+/, 10)
    if (state !== ESTABLISHED && state !== LISTEN) continue
    rows.push({
      local,
      localPort: portOf(local),
      remotePort: portOf(remote),
      state: state === LISTEN ? 'listening' : 'established',
      inode,
    })
  }
  return rows
}

function portOf(address: string): number {
  return Number.parseInt(address.slice(address.lastIndexOf(':') + 1), 16)
}

/** Undefined where the system has no such tables. */
export async function readTcpTable(): Promise<TcpRow[] | undefined> {
  const texts = await Promise.all(FILES.map((file) => readFile(file, 'utf8').catch(() => undefined)))
  const found = texts.filter((text) => text !== undefined)
  return found.length === 0 ? undefined : found.flatMap(parseTcpTable)
}

export function readTcpTableSync(): TcpRow[] {
  return FILES.flatMap((file) => {
    try {
      return parseTcpTable(readFileSync(file, 'utf8'))
    } catch {
      return []
    }
  })
}
