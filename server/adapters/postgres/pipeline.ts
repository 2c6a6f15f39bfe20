/** Several prepared statements in one round trip: all sent before the first is answered, and one transaction, as the protocol has it up to a Sync. */
import type { Connection, Submittable } from 'pg'

export interface Bound {
  readonly name: string
  readonly sql: string
  /** Binary values. */
  readonly values: readonly Buffer[]
}

/** pg's connection, as far as its types do not tell. */
type Wire = Connection & {
  readonly stream: { cork(): void; uncork(): void }
  parse(query: { name: string; text: string }): void
  bind(config: { statement: string; values: readonly Buffer[] }): void
  execute(config: object): void
  close(target: { type: 'S'; name: string }): void
  sync(): void
}

/** Names that a connection knows; `doubtful` where a failure hid whether it does. */
const prepared = new WeakMap<Connection, Map<string, 'known' | 'doubtful'>>()

export class Pipeline implements Submittable {
  readonly #statements: readonly Bound[]
  readonly #done: (error: Error | undefined) => void
  #names: Map<string, 'known' | 'doubtful'> | undefined

  /** `done` is called once: without an error when all is committed. */
  constructor(statements: readonly Bound[], done: (error: Error | undefined) => void) {
    this.#statements = statements
    this.#done = done
  }

  submit(connection: Connection): void {
    const wire = connection as Wire
    const names = (this.#names = prepared.get(connection) ?? new Map<string, 'known' | 'doubtful'>())
    prepared.set(connection, names)
    wire.stream.cork()
    try {
      for (const { name, sql, values } of this.#statements) {
        if (names.get(name) !== 'known') {
          // To forget what is not there is no error.
          if (names.get(name) === 'doubtful') wire.close({ type: 'S', name })
          wire.parse({ name, text: sql })
          names.set(name, 'known')
        }
        wire.bind({ statement: name, values })
        wire.execute({})
      }
    } finally {
      wire.sync()
      wire.stream.uncork()
    }
  }

  handleReadyForQuery(): void {
    this.#done(undefined)
  }

  handleError(error: Error): void {
    for (const { name } of this.#statements) this.#names?.set(name, 'doubtful')
    this.#done(error)
  }

  // What the statements answer is not needed: that they did not fail says it.
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleCommandComplete(): void {}
  handlePortalSuspended(): void {}
  handleEmptyQuery(): void {}
  handleCopyInResponse(): void {}
  handleCopyData(): void {}
}
