import { type LiveSocket, openLiveSocket } from './live-socket.ts'
import { liveView } from './live-view.ts'
import type { PoolMonitor } from './monitor.ts'
import { type Observed, takeMoment } from './reading.ts'

/** Lets `qdrant-worker-pool top` look on over a local socket. @throws ConfigError on a path that it cannot be opened at */
export async function openLive(
  path: string,
  monitor: PoolMonitor,
  observed: Observed,
  servers: readonly string[],
): Promise<LiveSocket> {
  const { clock } = observed
  const openedAt = clock.now()
  return openLiveSocket(
    path,
    {
      moment: () => takeMoment(observed),
      view: (recent) => liveView(monitor.report(), { upMs: clock.now() - openedAt, servers }, recent),
    },
    clock,
  )
}
