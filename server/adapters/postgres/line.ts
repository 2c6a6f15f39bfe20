/** The journal's own connection: it comes back by itself, and says for certain or not at all what became of a commit. */
import pg from 'pg'
import type { Cancel, Clock, Log } from '../../ports.ts'
import { Pipeline } from './pipeline.ts'
import type { Bound } from './pipeline.ts'
import { isRefusal } from './trouble.ts'

export type Sent =
  | { readonly is: 'committed' }
  /** The server refused it, and undid it. */
  | { readonly is: 'refused'; readonly error: Error }
  /** It never left: there was no connection. */
  | { readonly is: 'unsent'; readonly error: Error }
  /** It left, and the answer did not come. */
  | { readonly is: 'unknown'; readonly error: Error }

export interface LineOptions {
  readonly url: string
  readonly clock: Clock
  readonly log: Log
}

const CONNECT_MS = 5_000
/** How long a commit waits for a connection before it fails: a server that restarts is back within that. */
const PATIENCE_MS = 10_000
const BACKOFF_MS = { first: 50, last: 1_000 } as const
/** The server gives up first, so that what happened is known. */
const STATEMENT_MS = 30_000
const ANSWER_MS = 40_000
/** What was acknowledged must survive the server, whatever its default is. */
export const KEEP =
  "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') in ('off', 'local')"

export class Line {
  readonly #options: LineOptions
  #client: pg.Client | undefined
  #connecting: Promise<void> | undefined
  #trouble: Error | undefined
  #closed = false
  #lastMs = -Infinity
  /** Ends every wait(). */
  readonly #waking = new Set<() => void>()

  constructor(options: LineOptions) {
    this.#options = options
  }

  /** Why there is no connection. */
  get trouble(): string | undefined {
    return this.#client === undefined ? (this.#trouble?.message ?? 'not connected') : undefined
  }

  /** One attempt, for a start that wants to fail. */
  async open(): Promise<void> {
    await this.#connect()
  }

  /** Since a commit was sent. */
  get quietMs(): number {
    return this.#options.clock.now() - this.#lastMs
  }

  /** One transaction. */
  async send(statements: readonly Bound[]): Promise<Sent> {
    this.#lastMs = this.#options.clock.now()
    const client = await this.#connected()
    if (client === undefined) return { is: 'unsent', error: this.#trouble ?? new Error('closed') }
    try {
      await this.#within(
        client,
        new Promise<void>((resolve, reject) => {
          client.query(new Pipeline(statements, (error) => (error === undefined ? resolve() : reject(error))))
        }),
      )
      return { is: 'committed' }
    } catch (thrown) {
      const error = asError(thrown)
      return { is: isRefusal(error) ? 'refused' : 'unknown', error }
    }
  }

  /** Plain statement, on this connection or the next one. Rejects when it could not be done. */
  async ask<T>(sql: string, parameters: readonly unknown[]): Promise<readonly T[]> {
    const client = await this.#connected()
    if (client === undefined) throw this.#trouble ?? new Error('closed')
    const { rows } = await this.#within(client, client.query(sql, [...parameters]))
    return rows as T[]
  }

  get closed(): boolean {
    return this.#closed
  }

  /** Resolves when the time is over, or the line is closed. */
  async wait(ms: number): Promise<void> {
    if (this.#closed) return
    await new Promise<void>((resolve) => {
      const wake = () => {
        cancel()
        this.#waking.delete(wake)
        resolve()
      }
      const cancel = this.#options.clock.after(ms, wake)
      this.#waking.add(wake)
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const wake of this.#waking) wake()
    // One that cannot be made any more ends by itself.
    await this.#connecting
    await this.#client?.end().catch(() => undefined)
  }

  /** A server that says nothing for too long is given up, and the connection with it. */
  async #within<T>(client: pg.Client, answer: Promise<T>): Promise<T> {
    let cancel: Cancel = () => undefined
    const silence = new Promise<never>((_, reject) => {
      cancel = this.#options.clock.after(ANSWER_MS, () => {
        const error = new Error(`the database did not answer within ${ANSWER_MS} ms`)
        this.#drop(client, error)
        reject(error)
      })
    })
    try {
      return await Promise.race([answer, silence])
    } finally {
      cancel()
    }
  }

  async #connected(): Promise<pg.Client | undefined> {
    if (this.#client !== undefined || this.#closed) return this.#client
    // The attempts go on behind its back.
    await Promise.race([this.#reconnect(), this.wait(PATIENCE_MS)])
    return this.#client
  }

  /** Tries until it is connected or closed; there is one such attempt at a time. */
  #reconnect(): Promise<void> {
    const attempt = async () => {
      let waitMs: number = BACKOFF_MS.first
      while (this.#client === undefined && !this.#closed) {
        try {
          await this.#connect()
        } catch (thrown) {
          this.#trouble = asError(thrown)
          await this.wait(waitMs)
          waitMs = Math.min(waitMs * 2, BACKOFF_MS.last)
        }
      }
    }
    this.#connecting ??= attempt().finally(() => (this.#connecting = undefined))
    return this.#connecting
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#options.url,
      application_name: 'tutti journal',
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
      statement_timeout: STATEMENT_MS,
      lock_timeout: STATEMENT_MS / 3,
      idle_in_transaction_session_timeout: STATEMENT_MS / 3,
    })
    client.on('error', (error) => this.#drop(client, error))
    client.on('end', () => this.#drop(client, new Error('the connection to the database ended')))
    try {
      await client.connect()
      await client.query(KEEP)
    } catch (thrown) {
      client.end().catch(() => undefined) // It never was.
      throw thrown
    }
    if (this.#closed) return void client.end().catch(() => undefined)
    const wasGone = this.#trouble !== undefined
    this.#trouble = undefined
    this.#client = client
    if (wasGone) this.#options.log.info('the database is back')
  }

  /** The connection is gone, or worth nothing. */
  #drop(client: pg.Client, cause: Error): void {
    if (this.#client !== client) return
    this.#client = undefined
    if (this.#closed) return
    this.#trouble = cause
    this.#options.log.warn('the connection to the database broke', { cause })
    client.end().catch(() => undefined) // Where it is dead already.
    void this.#reconnect()
  }
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)))
