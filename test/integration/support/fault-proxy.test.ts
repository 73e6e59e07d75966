import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { FaultProxy } from '../../support/fault-proxy.ts'
import { Client, echoThroughProxy } from '../../support/proxied-echo.ts'
import { until } from '../../support/until.ts'

/** A client whose connection has worked, and one that is made under the fault that `harm` switches on. */
async function openAndNew(proxy: FaultProxy, harm: () => void): Promise<readonly [Client, Client]> {
  const open = new Client(proxy)
  await open.talk('a')
  open.chunks.length = 0
  harm()
  return [open, new Client(proxy)]
}

it('hands everything on without a fault, ends included', async () => {
  const { proxy, sockets } = await echoThroughProxy()
  const client = new Client(proxy)
  await client.talk('hello')
  client.socket.write('bye')
  await until(() => client.state === 'end')
  expect(client.text).toBe('hellohellobyebye')
  await until(() => proxy.open === 0 && sockets.size === 0)
  expect([proxy.accepted, proxy.peakOpen]).toEqual([1, 1])
})

it('counts the most connections that were open at one time', async () => {
  const { proxy } = await echoThroughProxy()
  const clients = [new Client(proxy), new Client(proxy)]
  for (const client of clients) await client.talk('a')
  for (const { socket } of clients) socket.destroy()
  for (let turn = 0; turn < 20; turn++) {
    const client = new Client(proxy)
    await client.talk('a')
    client.socket.destroy()
  }
  await until(() => proxy.open === 0)
  expect([proxy.accepted, proxy.peakOpen]).toEqual([22, 2])
})

it('blackhole: the server hears the client, the client hears nothing, not even the end, and never again', async () => {
  const { proxy, heard, sockets } = await echoThroughProxy()
  const clients = await openAndNew(proxy, () => {
    proxy.fault = { kind: 'blackhole' }
  })
  for (const client of clients) client.socket.write('bye')
  await until(() => heard.filter((text) => text === 'bye').length === 2 && sockets.size === 0)
  proxy.fault = { kind: 'none' }
  await new Client(proxy).talk('b')
  expect(clients.map(({ state, text }) => [state, text])).toEqual(Array(2).fill(['open', '']))
  expect(proxy.open).toBe(3)
})

it('blackhole in both directions: the server hears nothing either', async () => {
  const { proxy, heard, sockets } = await echoThroughProxy()
  const clients = await openAndNew(proxy, () => {
    proxy.fault = { kind: 'blackhole', both: true }
  })
  for (const client of clients) await new Promise((sent) => client.socket.write('lost', sent))
  for (const client of clients) await until(() => client.state === 'open')
  proxy.hangUpAll()
  await until(() => sockets.size === 0)
  proxy.fault = { kind: 'none' }
  await new Client(proxy).talk('b')
  expect(heard).toEqual(['a', 'b'])
  expect(clients.map(({ state, text }) => [state, text])).toEqual(Array(2).fill(['open', '']))
})

it('cut: resets after so many bytes of the answers', async () => {
  const { proxy } = await echoThroughProxy()
  const clients = await openAndNew(proxy, () => {
    proxy.fault = { kind: 'cut', afterBytes: 7 }
  })
  for (const client of clients) {
    await client.talk('xy')
    client.socket.write('12345')
    await until(() => client.state === 'ECONNRESET')
    expect(client.text).toBe('xyxy123')
  }
})

it('truncate: ends in order after so many bytes of the answers', async () => {
  const { proxy } = await echoThroughProxy()
  const clients = await openAndNew(proxy, () => {
    proxy.fault = { kind: 'truncate', afterBytes: 7 }
  })
  for (const client of clients) {
    await client.talk('xy')
    client.socket.write('12345')
    await until(() => client.state === 'end')
    expect(client.text).toBe('xyxy123')
  }
})

it('half-open: the server is rid of the connection, the client learns it from a reset once it is lifted', async () => {
  const { proxy, heard, sockets } = await echoThroughProxy()
  const clients = await openAndNew(proxy, () => {
    proxy.fault = { kind: 'half-open' }
  })
  await until(() => sockets.size === 0 && clients.every(({ state }) => state === 'open'))
  for (const client of clients) await new Promise((sent) => client.socket.write('lost', sent))
  proxy.fault = { kind: 'none' }
  expect([heard, proxy.open]).toEqual([['a'], 2])
  for (const client of clients) client.socket.write('b')
  await until(() => clients.every(({ state }) => state === 'ECONNRESET'))
  expect(clients.map(({ text }) => text)).toEqual(['', ''])
})

it('delay: everything comes later, in order, also what comes after it is lifted', async () => {
  const { proxy } = await echoThroughProxy()
  const delayMs = 60
  const clients = await openAndNew(proxy, () => {
    proxy.fault = { kind: 'delay', ms: delayMs }
  })
  const startedAt = performance.now()
  for (const { socket } of clients) socket.write('1')
  await until(() => clients.some(({ text }) => text !== ''))
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(2 * delayMs)
  await until(() => clients.every(({ text }) => text === '11'))
  for (const { socket } of clients) await new Promise((sent) => socket.write('2', sent))
  // Two turns, in which the proxy has read it.
  await setImmediate()
  await setImmediate()
  proxy.fault = { kind: 'none' }
  for (const { socket } of clients) socket.write('3')
  await until(() => clients.every(({ text }) => text.length === 6))
  // The server may have heard both in one piece.
  for (const { text } of clients) expect(['112233', '112323']).toContain(text)
})

it('delay: what a client said before it left still arrives', async () => {
  const { proxy, heard, sockets } = await echoThroughProxy()
  proxy.fault = { kind: 'delay', ms: 30 }
  const client = new Client(proxy)
  client.socket.write('last words')
  client.socket.end()
  await until(() => heard.length === 1 && sockets.size === 0)
  expect(heard).toEqual(['last words'])
})

it('slow close: the client hears later that the server has hung up, and nothing in between', async () => {
  const { proxy, heard, sockets } = await echoThroughProxy()
  const slowMs = 60
  const clients = await openAndNew(proxy, () => {
    proxy.fault = { kind: 'slow-close', ms: slowMs }
  })
  for (const client of clients) await client.talk('b')
  const startedAt = performance.now()
  proxy.hangUpAll()
  await until(() => sockets.size === 0)
  for (const { socket } of clients) socket.write('lost')
  await until(() => clients.some(({ state }) => state === 'end'))
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(slowMs)
  await until(() => clients.every(({ state }) => state === 'end'))
  expect(clients.map(({ text }) => text)).toEqual(['bb', 'bb'])
  expect(heard).toEqual(['a', 'b', 'b'])
})

it('byte by byte: each byte of an answer comes by itself', async () => {
  const { proxy } = await echoThroughProxy()
  const clients = await openAndNew(proxy, () => {
    proxy.fault = { kind: 'byte-by-byte' }
  })
  for (const client of clients) {
    await client.talk('abc')
    expect(client.chunks).toEqual([...'abcabc'])
  }
})

it('refuse: new connections are refused until it is lifted, those that are open live on', async () => {
  const { proxy } = await echoThroughProxy()
  const [open, refused] = await openAndNew(proxy, () => {
    proxy.fault = { kind: 'refuse' }
  })
  await until(() => refused.state === 'ECONNREFUSED')
  await open.talk('b')
  proxy.fault = { kind: 'none' }
  proxy.fault = { kind: 'refuse' }
  proxy.fault = { kind: 'none' }
  await proxy.ready
  await new Client(proxy).talk('c')
  proxy.resetAll()
  await until(() => open.state === 'ECONNRESET')
})

it.each([
  'none',
  'refuse',
  'half-open',
] as const)('closes under the fault %s, with every socket on both sides', async (kind) => {
  const { proxy, sockets } = await echoThroughProxy()
  const client = new Client(proxy)
  await client.talk('a')
  proxy.fault = { kind }
  await proxy.close()
  await until(() => sockets.size === 0 && client.socket.closed)
  expect(proxy.open).toBe(0)
})
