/** One client process of the idle load: sessions that say HELLO, perhaps join a room, and then only answer pings. */
import type { Driver } from './driver.ts'
import { LeanClient, guestToken } from './lean-client.ts'
import { pooled } from './pool.ts'
import type { Share } from './swarm-messages.ts'

export interface IdlePlan {
  readonly url: string
  readonly sessions: number
  /** Apart from the sessions of other swarms. */
  readonly name: string
}

const CONNECT_AT_ONCE = 64

/** `plan` is what idle.ts passed on. */
export const createDriver = (plan: unknown, share: Share): Driver => {
  const { url, sessions, name } = plan as IdlePlan
  const lost: string[] = []
  return {
    async join() {
      const mine = Math.ceil((sessions - share.index) / share.count)
      // One guest on many devices: what is measured is the session, not the giving out of tokens.
      const token = await guestToken(new URL(url), name)
      const events = { lost: (reason: string) => lost.push(reason) }
      const clients = await pooled(mine, CONNECT_AT_ONCE, (i) =>
        LeanClient.open({ url: new URL('/', url), token, device: `${name}-${share.index}-${i}` }, events),
      )
      return clients.length
    },
    open() {},
    close() {},
    progress: () => ({ lost: lost.length }),
    histograms: () => ({}),
    counts: () => ({}),
    faults: () => (lost.length === 0 ? [] : [`${lost.length} sessions were lost: ${lost[0]}`]),
  }
}
