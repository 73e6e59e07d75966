import { bfbPeer } from './bfb-peer.ts'
import { grpcPeer } from './grpc-peer.ts'
import type { Peer } from './peer.ts'
import { poolPeer } from './pool-peer.ts'
import { pythonPeer } from './python-peer.ts'
import { restPeer } from './rest-peer.ts'
import { undiciPeer } from './undici-peer.ts'

/** The one that the others are compared with. */
export const OURS = 'pool'

export const ALL_PEERS: readonly Peer[] = [
  poolPeer(OURS),
  poolPeer('pool-uncoalesced', { coalesce: false }),
  poolPeer('pool-grpc', { preferGrpc: true }),
  poolPeer('pool-grpc-uncoalesced', { preferGrpc: true, coalesce: false }),
  restPeer('js-client-rest'),
  restPeer('js-client-rest-identity', { 'accept-encoding': 'identity' }),
  grpcPeer('js-client-grpc'),
  grpcPeer('js-client-grpc-plain', { compression: false }),
  undiciPeer('undici'),
  pythonPeer('python-rest', 'rest'),
  pythonPeer('python-rest-keepalive', 'rest-keepalive'),
  pythonPeer('python-grpc', 'grpc'),
  bfbPeer('bfb'),
]
