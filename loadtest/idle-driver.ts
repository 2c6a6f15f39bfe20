/** One client process of the idle load: sessions, ours or a peer's, that come in and then only answer pings. */
import type { Driver } from './driver.ts'
import { LeanClient, guestToken } from './lean-client.ts'
import { LeanSocket } from './lean-socket.ts'
import { ColyseusClient } from './peers/colyseus-client.ts'
import { pooled } from './pool.ts'
import type { Share } from './swarm-messages.ts'

export interface IdlePlan {
  readonly url: string
  readonly sessions: number
  /** Apart from the sessions of other swarms. */
  readonly name: string
  /** What a session is: HELLO on ours, an open socket on a bare server, a seat in a Colyseus room (it has no less). */
  readonly as: 'tutti' | 'socket' | 'colyseus'
  /** Ours: a kind of room to sit in as well; empty: none. */
  readonly join: string
}

const CONNECT_AT_ONCE = 64
/** So many ports the system finds for one pair of addresses, with those of the run before still closing. */
const SESSIONS_PER_ADDRESS = 20_000
/** What the smallest kind of room takes. */
const SESSIONS_PER_ROOM = 100

type Enter = (i: number, lost: (reason: string) => void) => Promise<unknown>

/** `plan` is what idle.ts passed on. */
export const createDriver = async (plan: unknown, share: Share): Promise<Driver> => {
  const { sessions, ...rest } = plan as IdlePlan
  const enter = await entrance(rest, share)
  const lost: string[] = []
  return {
    async join() {
      const mine = Math.ceil((sessions - share.index) / share.count)
      const inside = await pooled(mine, CONNECT_AT_ONCE, (i) => enter(i, (reason) => lost.push(reason)))
      return inside.length
    },
    open() {},
    close() {},
    progress: () => ({ lost: lost.length }),
    histograms: () => ({}),
    counts: () => ({}),
    faults: () => (lost.length === 0 ? [] : [`${lost.length} sessions were lost: ${lost[0]}`]),
  }
}

const entrance = async ({ url, name, as, join }: Omit<IdlePlan, 'sessions'>, share: Share): Promise<Enter> => {
  const base = new URL('/', url)
  if (as === 'colyseus') {
    const none = { patch() {}, bytes() {} }
    return (_i, lost) => ColyseusClient.join(base, 'idle', {}, { ...none, lost })
  }
  const options = (i: number) => ({ url: base, localAddress: sourceOf(base, i * share.count + share.index) })
  if (as === 'socket') {
    return (i, lost) => LeanSocket.open(options(i), { message() {}, closed: (code) => lost(`closed with ${code}`) })
  }
  // One guest on many devices: what is measured is the session, not the giving out of tokens.
  const token = await guestToken(base, name)
  return async (i, lost) => {
    const device = `${name}-${share.index}-${i}`
    const client = await LeanClient.open({ ...options(i), token, device }, { lost })
    if (join !== '') await client.join(join, `load-${name}-${share.index}-${Math.floor(i / SESSIONS_PER_ROOM)}`)
  }
}

/**
 * On this machine there are as many source addresses as one likes; undefined: the system's choice. Each process has its
 * own, because a port that was bound to an address by name stays taken for a minute after its end.
 */
export const sourceOf = ({ hostname }: URL, session: number): string | undefined => {
  const block = Math.floor(session / SESSIONS_PER_ADDRESS)
  return block === 0 || !hostname.startsWith('127.') ? undefined : `127.1.${process.pid & 255}.${block}`
}
