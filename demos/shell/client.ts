/** A page's connection: as who I am, over the line that can be broken, with its truth shown in the shell. */
import { connect } from '@tutti/client'
import type { Client } from '@tutti/client'
import { ERRORS, isErrorCode } from '../../shared/errors.ts'
import type { ChatContract } from '../../shared/chat/contract.ts'
import type { DeliveryContract } from '../../shared/delivery/contract.ts'
import type { DocContract } from '../../shared/doc/contract.ts'
import type { GameContract } from '../../shared/game/contract.ts'
import type { InboxContract } from '../../shared/inbox/contract.ts'
import { deviceId, Refusal } from './identity.ts'
import { together } from './link.ts'
import type { LinkState, LinkView } from './link.ts'
import { toast } from './notice.ts'
import type { Shell } from './shell.ts'

/** The kinds that pages speak, by contract alone: nothing of the server comes into a page. */
export interface Kinds {
  readonly game: { readonly contract: GameContract }
  readonly chat: { readonly contract: ChatContract }
  readonly doc: { readonly contract: DocContract }
  readonly delivery: { readonly contract: DeliveryContract }
  readonly inbox: { readonly contract: InboxContract }
}
export type PageClient = Client<Kinds>

const PERIOD_MS = 250
/** Round trip and clock are measured this often while a page is watched. */
const PROBE_MS = 2_000

/**
 * `begin` runs with the first client, and with each that replaces one whose token the host no longer takes. A page that
 * is several people's names each of its connections by a `seat`; the shell shows them as one.
 */
export const openClient = (shell: Shell, begin: (client: PageClient) => void, seat = ''): void => {
  start(shell, begin, seat).catch((error: unknown) => {
    toast({
      text: 'This page could not start. Reload it, please.',
      code: error instanceof Error ? error.message : 'internal',
    })
  })
}

let thisTab: Promise<string> | undefined

const start = async (shell: Shell, begin: (client: PageClient) => void, seat: string): Promise<void> => {
  const device = `${await (thisTab ??= deviceId())}${seat}`
  let renewed = false
  let token = ''
  const open = (): void => {
    const client: PageClient = connect<Kinds>(location.origin, {
      token: async () => (token = await shell.identity.token().catch(told)),
      device,
      socket: (url, protocol) => shell.line.socket(url, protocol, seat),
      probeMs: PROBE_MS,
    })
    const watch = window.setInterval(() => show(shell, seat, client), PERIOD_MS)
    client.on('state', (state) => {
      show(shell, seat, client)
      if (state === 'ready') renewed = false
      // A host that restarted with another secret does not know us any more: become a new guest, once.
      if (state !== 'closed' || client.closedBy?.code !== 'bad_token' || renewed) return
      renewed = true
      window.clearInterval(watch)
      shell.identity.forget(token)
      open()
    })
    begin(client)
  }
  open()
}

let toldOf = ''
/** A refused token is worth a word, once; then the client goes on trying. */
const told = (error: unknown): never => {
  if (error instanceof Refusal && toldOf !== error.code) {
    toldOf = error.code
    toast({ text: `The host lets no guest in: ${error.message}.`, code: error.code })
  }
  throw error
}

const links = new Map<string, LinkView>()

const show = (shell: Shell, seat: string, client: PageClient): void => {
  const { rttMs, waiting, reconnects, missedRecovered } = client.stats
  links.set(seat, {
    state: stateOf(client),
    rttMs,
    waiting,
    resumes: reconnects,
    recovered: missedRecovered,
    reason: reasonOf(client),
  })
  shell.show(together([...links.values()]))
}

const stateOf = (client: PageClient): LinkState => {
  switch (client.state) {
    case 'ready':
      return 'live'
    case 'draining':
      return 'draining'
    case 'closed':
      return 'ended'
    case 'connecting':
      return client.session === undefined ? 'connecting' : 'reconnecting'
    case 'waiting':
      return navigator.onLine ? 'reconnecting' : 'offline'
    default:
      return client.state satisfies never
  }
}

const reasonOf = (client: PageClient): string | undefined => {
  const code = client.closedBy?.code
  if (code === undefined) return undefined
  if (code === 'replaced') return 'You opened this in another window; this one has stopped. Reload to take it back.'
  const why = isErrorCode(code) ? ERRORS[code].message : 'the host ended it'
  return `The connection is closed: ${why}. Reload to try again. (${code})`
}
