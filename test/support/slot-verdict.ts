import type { User } from './slot-user.ts'

/** Whether a call, or a lease that was not given, may come to this now. */
export function isDue(
  user: User,
  result: PromiseSettledResult<unknown>,
  { isWaiting, isCut, now }: { isWaiting: boolean; isCut: boolean; now: number },
): boolean {
  if (result.status === 'fulfilled') return user.given === 'ok' && !isWaiting
  const { reason } = result
  if (reason === user) return user.gaveUp
  switch (reason.code ?? reason.status) {
    case 'E016':
      return isWaiting && now === user.givesUpAt
    case 'DEADLINE_EXCEEDED':
      return now === user.deadline
    case 'POOL_CLOSED':
      return isCut || user.isShutOut || (user.lease?.isReleased ?? false)
    case 'WORKER_CRASHED':
      return user.given === 'crash'
    case 'CONNECTION_REFUSED':
      return user.given === 'refused'
    case 'CONNECTION_LOST':
      return user.given === 'lost'
    case 503:
      return user.given === 'busy'
    case 400:
      return user.given === 'bad'
    default:
      return false
  }
}
