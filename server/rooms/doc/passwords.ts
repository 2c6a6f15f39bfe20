/** Passwords of links: kept as what nobody can read them from, and tried no faster than people type. */
import { scryptAsync } from '@noble/hashes/scrypt.js'
import { Buckets } from '../../../shared/bucket.ts'
import type { Rate } from '../../../shared/bucket.ts'
import { TuttiError } from '../../../shared/errors.ts'

/** 16 MB and some 80 ms of one core, a few ms at a time, so that rooms run in between. */
const COST = { N: 2 ** 14, r: 8, p: 1, dkLen: 32, asyncTick: 3 }

export interface Locked {
  readonly salt: Uint8Array
  readonly hash: Uint8Array
}

export interface Tries {
  /** Of one user, at one link, and of everybody on this host. */
  readonly user: Rate
  readonly link: Rate
  readonly host: Rate
}

const TRIES: Tries = {
  // The door asks twice while a room opens.
  user: { perSecond: 0.2, burst: 10 },
  link: { perSecond: 1, burst: 20 },
  host: { perSecond: 4, burst: 20 },
}

/** One host's: it hashes one password after the other, and refuses to hash too many. */
export class Passwords {
  readonly #users: Buckets
  readonly #links: Buckets
  readonly #host: Buckets
  #last: Promise<unknown> = Promise.resolve()

  constructor(tries: Tries = TRIES) {
    this.#users = new Buckets(tries.user)
    this.#links = new Buckets(tries.link)
    this.#host = new Buckets(tries.host)
  }

  /** @throws TuttiError `rate_limited` */
  async lock(password: string, salt: Uint8Array, user: string, wallMs: number): Promise<Locked> {
    this.#mayTry(user, undefined, wallMs)
    return { salt, hash: await this.#hash(password, salt) }
  }

  /** @throws TuttiError `rate_limited` */
  async opens(password: string, lock: Locked & { readonly code: string }, user: string, wallMs: number) {
    this.#mayTry(user, lock.code, wallMs)
    return same(await this.#hash(password, lock.salt), lock.hash)
  }

  #mayTry(user: string, code: string | undefined, wallMs: number): void {
    const retryMs =
      this.#users.take(user, wallMs) ||
      (code === undefined ? 0 : this.#links.take(code, wallMs)) ||
      this.#host.take('', wallMs)
    if (retryMs > 0) throw new TuttiError('rate_limited', 'too many passwords', { retryMs: Math.ceil(retryMs) })
  }

  /** As one types it, whatever the keyboard composes it of. */
  #hash(password: string, salt: Uint8Array): Promise<Uint8Array> {
    const hash = this.#last.then(() => scryptAsync(password.normalize('NFKC'), salt, COST))
    this.#last = hash.catch(() => {})
    return hash
  }
}

/** Takes as long whatever they begin with. */
const same = (a: Uint8Array, b: Uint8Array): boolean => {
  let differ = a.length ^ b.length
  for (let i = 0; i < a.length; i++) differ |= a[i]! ^ (b[i] ?? 0)
  return differ === 0
}
