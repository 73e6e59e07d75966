import { readdirSync, readlinkSync } from 'node:fs'
import { readTcpTableSync } from './tcp-table.ts'

/** The process that listens on a port; undefined where it is another user's, or the system has no /proc. */
export function pidListeningOn(port: number): number | undefined {
  const sockets = readTcpTableSync()
    .filter((row) => row.state === 'listening' && row.localPort === port)
    .map(({ inode }) => `socket:[${inode}]`)
  if (sockets.length === 0) return undefined
  const processes = namesIn('/proc').filter((name) => /^\d+$/.test(name))
  const owner = processes.find((pid) =>
    namesIn(`/proc/${pid}/fd`).some((fd) => sockets.includes(targetOf(`/proc/${pid}/fd/${fd}`))),
  )
  return owner === undefined ? undefined : Number(owner)
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function targetOf(link: string): string {
  try {
    return readlinkSync(link)
  } catch {
    return ''
  }
}
