/** A Journal that keeps everything in memory, and can be told to wait or to fail: the databases' twin for tests. */
import type {
  Acquired,
  CommitOutcome,
  EventRun,
  Journal,
  Mail,
  Outbound,
  OutboundStore,
  RoomCommit,
  Row,
  StoredAnswer,
} from '../ports.ts'

interface KeptRoom {
  readonly key: number
  readonly epoch: string
  fence: number
  rev: number
  seq: number
  floorSeq: number
  nonceMs: number
  names: readonly string[]
  readonly events: EventRun[]
  readonly answers: Map<string, StoredAnswer>
}

interface KeptOutbound extends Outbound {
  tries: number
  dueMs: number
  dead: boolean
}

export class MemoryJournal implements Journal {
  /** What kinds have recorded, in order. */
  readonly rows: Row[] = []
  /** Every batch that was given, as it was. */
  readonly batches: (readonly RoomCommit[])[] = []
  /** Asked for each room before its commit; what it returns is the outcome, and nothing is written. */
  refuse: (room: RoomCommit) => CommitOutcome | undefined = () => undefined
  readonly #rooms = new Map<string, KeptRoom>()
  readonly #byKey = new Map<number, KeptRoom>()
  readonly #mail = new Map<string, Mail>()
  readonly #outbound = new Map<string, KeptOutbound>()
  #held: Promise<void> | undefined

  /** Everything that is asked from now on waits until the returned function is called. */
  hold(): () => void {
    let release = (): void => undefined
    this.#held = new Promise((resolve) => {
      release = () => {
        this.#held = undefined
        resolve()
      }
    })
    return release
  }

  async acquire(kind: string, room: string, epoch: string, events: readonly string[]): Promise<Acquired> {
    await this.#held
    const name = `${kind}/${room}`
    let kept = this.#rooms.get(name)
    if (kept === undefined) {
      const key = this.#rooms.size + 1
      kept = {
        key,
        epoch,
        fence: 0,
        rev: 0,
        seq: 0,
        floorSeq: 0,
        nonceMs: 0,
        names: events,
        events: [],
        answers: new Map(),
      }
      this.#rooms.set(name, kept)
      this.#byKey.set(key, kept)
    }
    if (!kept.names.every((one, i) => events[i] === one)) kept.floorSeq = kept.seq
    kept.names = events
    kept.fence++
    const { key, fence, rev, seq, floorSeq, nonceMs } = kept
    return { key, fence, rev, seq, epoch: kept.epoch, floorSeq, nonceMs }
  }

  async commit(batch: readonly RoomCommit[]): Promise<readonly CommitOutcome[]> {
    // As sent: what the caller does to its buffers while the commit is under way changes nothing.
    const sent = structuredClone(batch)
    this.batches.push(sent)
    await this.#held
    return sent.map((room) => this.refuse(room) ?? this.#commitRoom(room))
  }

  async events(key: number, seq: number, maxBytes: number): Promise<readonly EventRun[]> {
    await this.#held
    const page: EventRun[] = []
    let bytes = 0
    for (const run of this.#byKey.get(key)?.events ?? []) {
      if (run.last <= seq) continue
      if (page.length > 0 && bytes + run.flat.length > maxBytes) break
      page.push(run)
      bytes += run.flat.length
    }
    return page
  }

  async answer(key: number, user: string, nonce: Uint8Array): Promise<StoredAnswer | undefined> {
    await this.#held
    return this.#byKey.get(key)?.answers.get(nameOf(user, nonce))
  }

  async mail(afterId: string, limit: number): Promise<readonly Mail[]> {
    await this.#held
    return [...this.#mail.values()]
      .filter(({ id }) => id > afterId)
      .toSorted(byId)
      .slice(0, limit)
  }

  readonly outbound: OutboundStore = {
    claim: async (wallMs, leaseMs, limit) => {
      const due = [...this.#outbound.values()].filter(({ dead, dueMs }) => !dead && dueMs <= wallMs)
      const taken = due.toSorted((a, b) => a.dueMs - b.dueMs || byId(a, b)).slice(0, limit)
      for (const one of taken) one.dueMs = wallMs + leaseMs
      return taken
        .toSorted(byId)
        .map(({ id, channel, target, payload, tries }) => ({ id, channel, target, payload, tries }))
    },
    done: async (id) => {
      this.#outbound.delete(id)
    },
    failed: async (id, dueMs) => {
      const one = this.#outbound.get(id)
      if (one === undefined) return
      one.tries++
      if (dueMs === null) one.dead = true
      else one.dueMs = dueMs
    },
    ended: async (id, reason, letter) => {
      const one = this.#outbound.get(id)
      if (one === undefined || one.dead) return false
      if (this.#mail.has(id)) throw new Error('the mail is there already')
      this.#mail.set(id, { id, ...letter })
      if (reason === null) this.#outbound.delete(id)
      else {
        one.tries++
        one.dead = true
      }
      return true
    },
    counts: async () => {
      const all = [...this.#outbound.values()]
      const dead = all.filter((one) => one.dead).length
      return { waiting: all.length - dead, dead }
    },
  }

  #commitRoom(room: RoomCommit): CommitOutcome {
    const kept = this.#byKey.get(room.key)
    if (kept === undefined || kept.fence !== room.fence || kept.rev !== room.rev) {
      return { is: 'lost', reason: 'another owner or another rev stands there' }
    }
    const { events, answers, rows, nextRev, seq, nonceMs } = room
    if (answers.some(({ user, nonce }) => kept.answers.has(nameOf(user, nonce)))) {
      return { is: 'repeated', reason: 'a nonce is there already' }
    }
    const fault = rows.map((row) => this.#faultOf(row)).find((reason) => reason !== undefined)
    if (fault !== undefined) return { is: 'failed', reason: fault }

    kept.rev = nextRev
    kept.seq = seq
    kept.nonceMs = nonceMs
    kept.events.push(...events)
    for (const { user, nonce, digest, body } of answers) kept.answers.set(nameOf(user, nonce), { digest, body })
    for (const row of rows) this.#write(row)
    return { is: 'committed', fence: room.fence }
  }

  #faultOf({ write, values }: Row): string | undefined {
    if (!write.startsWith('engine.')) return undefined
    if (write === 'engine.mail' && this.#mail.has(values[0] as string)) return 'the mail is there already'
    return ['engine.mail', 'engine.unmail', 'engine.outbound'].includes(write)
      ? undefined
      : `there is no write ${write}`
  }

  #write(row: Row): void {
    if (row.write === 'engine.mail') {
      const [id, kind, room, op, body] = row.values as [string, string, string, string, Uint8Array]
      this.#mail.set(id, { id, kind, room, op, body })
    } else if (row.write === 'engine.unmail') {
      this.#mail.delete(row.values[0] as string)
    } else if (row.write === 'engine.outbound') {
      const [id, channel, target, payload, dueMs] = row.values as [string, string, string, string, number]
      this.#outbound.set(id, { id, channel, target, payload, tries: 0, dueMs, dead: false })
    } else {
      this.rows.push(row)
    }
  }
}

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1)

const nameOf = (user: string, nonce: Uint8Array): string => `${Buffer.from(nonce).toString('hex')} ${user}`
