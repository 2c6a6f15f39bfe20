/** Where notices go that leave the house: what may be a target, and how it is shown and addressed. */
import { TuttiError } from '../../../shared/errors.ts'
import { webAddress } from '../../../shared/web-address.ts'
import type { OutChannel, Target } from '../../../shared/inbox/contract.ts'

export interface StoredTarget {
  readonly id: string
  readonly channel: OutChannel
  /** As its channel reads it: a web address, a subscription as JSON, a mail address. */
  readonly target: string
  readonly secret: string | null
  readonly code: string | null
  readonly addedAt: number
}

/** A target as it was asked for, in its canonical form. */
export interface Wanted {
  /** The same place has the same. */
  readonly place: string
  readonly target: string
}

const bad = (detail: string): TuttiError => new TuttiError('bad_body', `target: ${detail}`)

const address = (text: string, plain: boolean): URL => {
  const url = webAddress(text, plain)
  if (typeof url === 'string') throw bad(url)
  return url
}

/** One address and nothing else: what separates addresses, quotes names or breaks lines is not in it. */
const MAIL_ADDRESS = /^[^\s@<>()[\],;:"\\]{1,64}@[a-zA-Z0-9-]{1,63}(\.[a-zA-Z0-9-]{1,63})+$/
/** 65 and 16 bytes in base64url. */
const P256DH = /^[A-Za-z0-9_-]{87}=?$/
const AUTH = /^[A-Za-z0-9_-]{22}(==)?$/

/**
 * @param plain http will do
 * @throws TuttiError `bad_body`
 */
export const wanted = (channel: OutChannel, text: string, plain: boolean): Wanted => {
  if (channel === 'webhook') {
    const { href } = address(text, plain)
    return { place: href, target: href }
  }
  if (channel === 'email') {
    if (!MAIL_ADDRESS.test(text) || text.length > 254) throw bad('is no mail address')
    return { place: text.toLowerCase(), target: text }
  }
  const { endpoint, keys } = parse(text)
  if (typeof endpoint !== 'string') throw bad('is no push subscription')
  const { href } = address(endpoint, false)
  if (typeof keys !== 'object' || keys === null) throw bad('is no push subscription')
  const { p256dh, auth } = keys as { readonly p256dh?: unknown; readonly auth?: unknown }
  if (typeof p256dh !== 'string' || typeof auth !== 'string' || !P256DH.test(p256dh) || !AUTH.test(auth)) {
    throw bad('has no keys of a push subscription')
  }
  return { place: href, target: JSON.stringify({ endpoint: href, keys: { p256dh, auth } }) }
}

const parse = (text: string): { readonly endpoint?: unknown; readonly keys?: unknown } => {
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed === 'object' && parsed !== null) return parsed
  } catch {
    // Said below, as for everything else that is none.
  }
  throw bad('is no push subscription')
}

/** What tells whether two targets are one: a subscription is its endpoint, whatever its keys. */
export const placeOf = ({ channel, target }: StoredTarget): string =>
  channel === 'email' ? target.toLowerCase() : channel === 'push' ? String(parse(target).endpoint) : target

/** As its user sees it: an address's query may hold what nobody else should read over a shoulder. */
export const shown = (stored: StoredTarget): Target => {
  const { id, channel, target, code, addedAt } = stored
  const label = (): string => {
    if (channel === 'email') return target
    const url = new URL(placeOf(stored))
    return channel === 'push' ? url.host : url.origin + url.pathname
  }
  return { id, channel, label: label(), addedAt, ...(code !== null && { pending: true }) }
}

/** What its outbound rows name as their target. */
export const addressed = ({ channel, target, secret }: StoredTarget): string =>
  channel === 'webhook' ? JSON.stringify({ url: target, secret }) : target
