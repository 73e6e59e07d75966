import { expect, it } from 'vitest'
import { SocketWatch } from '../../../bench/server/socket-watch.ts'
import { parseTcpTable, type TcpRow } from '../../../bench/server/tcp-table.ts'

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:18BD 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1 0000000000000000 100 0 0 10 0
   1: 0100007F:D431 0100007F:18BD 01 00000000:00000000 00:00000000 00000000  1000        0 23456 1 0000000000000000 20 4 30 10 -1
   2: 0100007F:D432 0100007F:18BD 06 00000000:00000000 03:00001770 00000000     0        0 0 3 0000000000000000
`

it('reads who listens and what is established, and passes over what is closing', () => {
  expect(parseTcpTable(TABLE)).toEqual([
    { local: '0100007F:18BD', localPort: 6333, remotePort: 0, state: 'listening', inode: '12345' },
    { local: '0100007F:D431', localPort: 54_321, remotePort: 6333, state: 'established', inode: '23456' },
  ])
})

it('reads the addresses of IPv6', () => {
  const line = '0: 0000000000000000FFFF00000100007F:D431 0000000000000000FFFF00000100007F:18BE 01 0:0 0:0 0 0 0 7 1'
  expect(parseTcpTable(line)).toMatchObject([{ localPort: 54_321, remotePort: 6334 }])
})

function watched() {
  let table: readonly TcpRow[] | undefined = []
  const watch = new SocketWatch({ port: 6333, grpcPort: 6334 }, async () => table)
  const show = (...remotePorts: Record<string, number>[]) => {
    table = remotePorts.flatMap((one) =>
      Object.entries(one).map(([local, remotePort]) => ({
        local,
        localPort: 0,
        remotePort,
        state: 'established' as const,
        inode: '',
      })),
    )
  }
  const hide = () => {
    table = undefined
  }
  return { watch, show, hide }
}

it('counts what came while the peer was at work, over both ports', async () => {
  const { watch, show } = watched()
  show({ other: 6333 })
  await watch.start()
  show({ other: 6333, rest: 6333, grpc: 6334, elsewhere: 443 })
  expect(await watch.sample()).toBe(2)
})

it('still knows its own after others have opened and closed theirs', async () => {
  const { watch, show } = watched()
  await watch.start()
  show({ own: 6333 })
  await watch.sample()
  show({ own: 6333, late: 6333 })
  await watch.start()
  show({ own: 6333, late: 6333, second: 6333 })
  expect(await watch.sample()).toBe(2)
  show({ late: 6333, second: 6333 })
  expect(await watch.sample()).toBe(1)
})

it('tells nothing where the system has no such table', async () => {
  const { watch, hide } = watched()
  hide()
  await watch.start()
  expect(await watch.sample()).toBeUndefined()
})
