/** Who I am on this host: a guest's token and name per identity, kept in local storage; a device id per tab. */
import { stored } from './storage.ts'

export interface Who {
  readonly userId: string
  readonly name: string
  readonly token: string
  /** Unix ms. */
  readonly expiresMs: number
}

/** A token that ends sooner than this is not worth connecting with. */
const MARGIN_MS = 60_000
export const MAX_NAME = 24
const FIRST = 'Quick Calm Bright Brave Quiet Merry Lucky Nimble Sunny Clever Gentle Bold Swift Witty Fair Keen'.split(
  ' ',
)
const SECOND = 'Otter Heron Lynx Finch Badger Wren Marten Falcon Hare Swift Beaver Crane Ibex Robin Seal Tern'.split(
  ' ',
)

const pick = (words: readonly string[]): string => {
  const random = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
  return words[random % words.length] ?? ''
}
const inventName = (): string => `${pick(FIRST)} ${pick(SECOND)}`

/** Which of this browser's people this page is: `?me=2` is the second one. */
export const identitySlot = (): string => {
  const asked = new URLSearchParams(location.search).get('me') ?? '1'
  return /^[1-9]$/.test(asked) ? asked : '1'
}

export class Identity {
  readonly #key: string
  #who: Who | undefined
  #name: string
  #asking: Promise<void> | undefined
  readonly #listeners = new Set<() => void>()

  constructor(slot = identitySlot()) {
    this.#key = `tutti.identity.${slot}`
    this.#who = parse(stored.get(this.#key))
    this.#name = this.#who?.name ?? inventName()
  }

  get name(): string {
    return this.#name
  }
  /** Undefined until the host has said who this is. */
  get userId(): string | undefined {
    return this.#who?.userId
  }

  /** Returns what ends it. */
  onChange(tell: () => void): () => void {
    this.#listeners.add(tell)
    return () => void this.#listeners.delete(tell)
  }

  /**
   * The token that is kept while it serves, else a new guest's.
   * @throws Refusal when the host gives no guest tokens; TypeError when the host is away.
   */
  async token(): Promise<string> {
    if (this.#who === undefined || this.#who.expiresMs - Date.now() < MARGIN_MS) await this.#askOnce()
    return this.#who?.token ?? ''
  }

  /** The host did not take this token: the next one is new, and so is the user id. */
  forget(token: string): void {
    if (this.#who?.token === token) this.#who = undefined
  }

  /** The id and the colour stay; rooms are told by whoever listens. */
  rename(name: string): void {
    const clean = name.trim().slice(0, MAX_NAME)
    if (clean === '' || clean === this.#name) return
    this.#name = clean
    if (this.#who !== undefined) this.#keep({ ...this.#who, name: clean })
    for (const tell of this.#listeners) tell()
    // The next connection goes by the new name. Where that fails now, the old token serves on.
    if (this.#who !== undefined) this.#ask().catch(() => undefined)
  }

  #keep(who: Who): void {
    this.#who = who
    stored.set(this.#key, JSON.stringify(who))
  }

  /** However many connections want a token at once, they become one person. */
  #askOnce(): Promise<void> {
    return (this.#asking ??= this.#ask().finally(() => (this.#asking = undefined)))
  }

  async #ask(): Promise<void> {
    const response = await fetch('/v1/guest', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      // Whoever has a token stays who they are.
      body: JSON.stringify({ name: this.#name, ...(this.#who === undefined ? {} : { token: this.#who.token }) }),
    })
    const body: unknown = await response.json()
    if (!response.ok) throw refusalOf(body)
    const who = whoOf(body, this.#name)
    if (who === undefined) throw new Refusal('internal', 'the host gave no token')
    this.#keep(who)
    for (const tell of this.#listeners) tell()
  }
}

export class Refusal extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

const refusalOf = (body: unknown): Refusal => {
  const { code, message } = record(record(body)['error'])
  return new Refusal(
    typeof code === 'string' ? code : 'internal',
    typeof message === 'string' ? message : 'the host refused',
  )
}

const whoOf = (body: unknown, name: string): Who | undefined => {
  const { token, user, expiresMs } = record(body)
  const userId = record(user)['id']
  if (typeof token !== 'string' || typeof userId !== 'string') return undefined
  return { token, userId, name, expiresMs: typeof expiresMs === 'number' ? expiresMs : Infinity }
}

const parse = (text: string | undefined): Who | undefined => {
  if (text === undefined) return undefined
  try {
    const { userId, name, token, expiresMs } = record(JSON.parse(text))
    if (typeof userId !== 'string' || typeof name !== 'string' || typeof token !== 'string') return undefined
    return { userId, name, token, expiresMs: typeof expiresMs === 'number' ? expiresMs : Infinity }
  } catch {
    // Somebody edited the storage: as if there were nothing.
  }
  return undefined
}

/**
 * An id that lives as long as the tab. A duplicated tab copies session storage, so the id is held by a lock: who
 * cannot get the lock takes a new id.
 */
export const deviceId = async (): Promise<string> => {
  const fresh = Array.from(crypto.getRandomValues(new Uint8Array(8)), (b) => b.toString(16).padStart(2, '0')).join('')
  const kept = session()
  const mine = kept !== null && (await hold(kept)) ? kept : fresh
  if (mine === fresh) await hold(fresh)
  session(mine)
  return mine
}

const session = (set?: string): string | null => {
  try {
    if (set !== undefined) sessionStorage.setItem('tutti.device', set)
    return sessionStorage.getItem('tutti.device')
  } catch {
    // Storage is blocked: every load is a new device.
    return null
  }
}

/** Locks need a secure context; without them every load is a new device. */
const hold = (id: string): Promise<boolean> => {
  const locks: LockManager | undefined = navigator.locks
  if (locks === undefined) return Promise.resolve(false)
  return new Promise((resolve) => {
    const keep = (lock: Lock | null): Promise<void> | undefined => {
      resolve(lock !== null)
      return lock === null ? undefined : new Promise(() => undefined)
    }
    locks.request(`tutti.device.${id}`, { ifAvailable: true }, keep).catch(() => resolve(false))
  })
}
