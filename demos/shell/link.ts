/** What the shell shows of a connection: a page hands it over, twice a second at most. */

export type LinkState = 'connecting' | 'live' | 'reconnecting' | 'offline' | 'draining' | 'ended'

export interface LinkView {
  readonly state: LinkState
  /** The last round trip; undefined until one was measured. */
  readonly rttMs: number | undefined
  /** Commands that wait to be sent. */
  readonly waiting: number
  /** Times this session came back after a lost connection. */
  readonly resumes: number
  /** Ordered events that a resume brought back. */
  readonly recovered: number
  /** Why the connection is over, where the host said it. */
  readonly reason: string | undefined
}

export const NO_LINK: LinkView = {
  state: 'connecting',
  rttMs: undefined,
  waiting: 0,
  resumes: 0,
  recovered: 0,
  reason: undefined,
}

/** The truth in a word. */
export const wordOf = (link: LinkView): string => {
  switch (link.state) {
    case 'connecting':
      return 'connecting…'
    case 'live':
      return link.rttMs === undefined ? 'live' : `live ${Math.max(1, Math.round(link.rttMs))} ms`
    case 'reconnecting':
      return link.waiting > 0 ? `reconnecting… ${link.waiting} waiting` : 'reconnecting…'
    case 'offline':
      return link.waiting > 0 ? `offline: ${link.waiting} waiting` : 'offline'
    case 'draining':
      return 'draining'
    case 'ended':
      return 'closed'
    default:
      return link.state satisfies never
  }
}

/** Worst first: what a page of several connections says of them all. */
const BAD: readonly LinkState[] = ['ended', 'offline', 'reconnecting', 'connecting', 'draining', 'live']

/** Several connections as one: the state of the worst, the slowest round trip, and the sums. */
export const together = (links: readonly LinkView[]): LinkView => {
  const [worst = NO_LINK] = links.toSorted((a, b) => BAD.indexOf(a.state) - BAD.indexOf(b.state))
  const sum = (of: (link: LinkView) => number): number => links.reduce((all, link) => all + of(link), 0)
  const trips = links.flatMap(({ rttMs }) => (rttMs === undefined ? [] : [rttMs]))
  return {
    ...worst,
    rttMs: trips.length === 0 ? undefined : Math.max(...trips),
    waiting: sum(({ waiting }) => waiting),
    resumes: sum(({ resumes }) => resumes),
    recovered: sum(({ recovered }) => recovered),
  }
}
