/** Commands that outlive their page: kept until they are answered, and given again under their nonce by the next one. */

export interface KeptCommand {
  /** 16 bytes; what makes it be done once, however often it is sent. */
  readonly nonce: Uint8Array
  readonly command: string
  readonly body: unknown
}

/** Where one room's commands are kept. What it rejects with is nobody's concern: a command is not held up by it. */
export interface OutboxStore {
  /** What has no answer yet, in the order of put(). */
  load(): Promise<readonly KeptCommand[]>
  /** Of one that is there already, nothing changes. */
  put(kept: KeptCommand): Promise<void>
  remove(nonce: Uint8Array): Promise<void>
}

export interface JoinSettings {
  /** Keeps what is asked with request() until it is answered; what the page before this one left is asked first. */
  readonly outbox?: OutboxStore | undefined
}

const ignored = (): void => {}

/** The store as a room uses it: told, and not waited for. */
export class Keeper {
  readonly #store: OutboxStore | undefined

  constructor(store: OutboxStore | undefined) {
    this.#store = store
  }

  async left(): Promise<readonly KeptCommand[]> {
    try {
      return (await this.#store?.load()) ?? []
    } catch {
      return []
    }
  }

  keep(kept: KeptCommand): void {
    this.#store?.put(kept).catch(ignored)
  }

  forget(nonce: Uint8Array): void {
    this.#store?.remove(nonce).catch(ignored)
  }
}
