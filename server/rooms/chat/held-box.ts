/** Messages that wait for a moderator, and how much work there is for one. */
import type { Desk } from './desk.ts'
import type { HeldRecord, Loaded, Stored } from './loaded.ts'
import { listText } from './mutable.ts'
import { Overlay } from '../../../shared/overlay.ts'
import type { Person } from './person.ts'
import type { Extras } from './timeline.ts'
import { SETTLE_MS } from './settle.ts'

export class HeldBox {
  readonly #desk: Desk
  /** Put in or taken out lately. */
  readonly #changed = new Overlay<string, HeldRecord | null>()
  #held: number
  #reports: number

  constructor(desk: Desk, stored: Stored | undefined) {
    this.#desk = desk
    this.#held = stored?.held ?? 0
    this.#reports = stored?.reports ?? 0
  }

  get work(): { reports: number; held: number } {
    return { reports: this.#reports, held: this.#held }
  }

  put(author: Person, text: string, extras: Extras | undefined, why: string): string {
    const { ctx } = this.#desk
    const row: HeldRecord = {
      id: ctx.newId(),
      room: ctx.id,
      by_id: author.id,
      name: author.name,
      text,
      reply: extras?.reply ?? null,
      root: extras?.root?.n ?? null,
      files: listText(extras?.files),
      why: why.slice(0, 200),
      at: ctx.wall(),
    }
    this.#changed.set(row.id, row, row.at)
    ctx.record('held', row)
    this.count(0, 1)
    return row.id
  }

  find(id: string, loaded: Loaded | undefined): HeldRecord | undefined {
    const lately = this.#changed.get(id)
    return (lately === undefined ? loaded?.held : lately) ?? undefined
  }

  take(row: HeldRecord): void {
    const { ctx } = this.#desk
    this.#changed.set(row.id, null, ctx.wall())
    ctx.record('released', { id: row.id, room: ctx.id })
    this.count(0, -1)
  }

  count(reports: number, held: number): void {
    const { ctx, wakes } = this.#desk
    this.#reports = Math.max(0, this.#reports + reports)
    this.#held = Math.max(0, this.#held + held)
    wakes.at('work', ctx.now() + SETTLE_MS, () => this.#tell())
  }

  #tell(): void {
    const { ctx, people } = this.#desk
    for (const member of ctx.members) {
      const person = people.get(member.user.id)
      if (person !== undefined && this.#desk.can(person, 'settle')) ctx.send(member, 'work', this.work)
    }
  }
}
