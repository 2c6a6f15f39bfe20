/** Hocuspocus' messages: the y-websocket ones behind a document's address, and those about the line itself. */
import { hasContent, plain, readAware, readSync, readText, readUint, reading, written } from './codec.ts'
import type { Message } from './codec.ts'
import { writeVarString } from 'lib0/encoding'
import { TuttiError } from '../../shared/errors.ts'
import { WIRE } from './limits.ts'

const SYNC = 0
const AWARE = 1
const AUTH = 2
const ASK_AWARE = 3
/** An answer that wants none. */
const SYNC_REPLY = 4
export const STATELESS = 5
const CLOSE = 7
const STATUS = 8
const PING = 9
const PONG = 10

const TOKEN = 0
const DENIED = 1
const AUTHENTICATED = 2

export type HocusMessage =
  | { readonly is: 'token'; readonly token: string; readonly version: string }
  | { readonly is: 'close' }
  | { readonly is: 'ping' }
  | { readonly is: 'pong' }
  | { readonly is: 'doc'; readonly message: Message }

/** The whole line's sign of life, which clients from version 4 on answer. */
export const PING_ALL = new Uint8Array([PING])
export const PONG_ALL = new Uint8Array([PONG])

/** About no document: one byte. */
export const lineMessage = (bytes: Uint8Array): 'ping' | 'pong' | undefined => {
  if (bytes.length !== 1) return undefined
  return bytes[0] === PING ? 'ping' : bytes[0] === PONG ? 'pong' : undefined
}

/** @throws TuttiError `bad_frame` */
export const readHocus = (bytes: Uint8Array): { readonly address: string; readonly message: HocusMessage } =>
  reading(bytes, (from) => {
    const address = readText(from, WIRE.addressMax)
    return { address, message: readOne(from) }
  })

const readOne = (from: Parameters<typeof readSync>[0]): HocusMessage => {
  const type = readUint(from)
  switch (type) {
    case SYNC:
    case SYNC_REPLY:
      return { is: 'doc', message: readSync(from) }
    case AWARE:
      return { is: 'doc', message: readAware(from) }
    case ASK_AWARE:
      return { is: 'doc', message: { is: 'askAware' } }
    case STATELESS:
      return { is: 'doc', message: { is: 'say', text: readText(from, WIRE.statelessBytes) } }
    case AUTH: {
      if (readUint(from) !== TOKEN) throw new TuttiError('bad_frame', 'a client only brings tokens')
      const token = readText(from, WIRE.tokenMax)
      return { is: 'token', token, version: hasContent(from) ? readText(from, WIRE.addressMax) : '' }
    }
    case CLOSE:
      return { is: 'close' }
    case PING:
      return { is: 'ping' }
    case PONG:
      return { is: 'pong' }
    default:
      throw new TuttiError('bad_frame', 'no such message')
  }
}

export const addressed = (address: string): Uint8Array => written((to) => writeVarString(to, address))

export const authenticated = (scope: 'read-write' | 'readonly'): Uint8Array => plain(AUTH, AUTHENTICATED, scope)
export const denied = (reason: string): Uint8Array => plain(AUTH, DENIED, reason)
export const askToken = (): Uint8Array => plain(AUTH, TOKEN)
export const status = (saved: boolean): Uint8Array => plain(STATUS, saved ? 1 : 0)
export const closed = (reason: string): Uint8Array => plain(CLOSE, reason)
export const pong = (): Uint8Array => plain(PONG)
