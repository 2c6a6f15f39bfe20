/** Links that let people in: made, taken back, used up. */
import type { ChatContract } from '../../../shared/chat/contract.ts'
import type { Invite } from '../../../shared/chat/types.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Room } from '../../engine/room.ts'
import type { Desk } from './desk.ts'
import type { InviteRecord, Loaded } from './loaded.ts'
import { Overlay } from '../../../shared/overlay.ts'

const DEFAULT_MS = 7 * 24 * 3_600_000

export class Invites {
  readonly #desk: Desk
  /** Made, used or taken back (null) lately. */
  readonly #changed = new Overlay<string, InviteRecord | null>()

  constructor(desk: Desk) {
    this.#desk = desk
  }

  readonly on: Pick<Room<ChatContract>['on'], 'invite' | 'uninvite'> = {
    invite: (from, { maxUses = 0, expiresMs }, loaded) => {
      const person = this.#desk.allow(from, 'invite')
      const { ctx } = this.#desk
      const wallMs = ctx.wall()
      const code = (loaded as Loaded | undefined)?.code
      if (code === undefined) throw new TuttiError('unavailable', 'no code', { retryMs: 1000 })
      const expiresAt = expiresMs ?? wallMs + DEFAULT_MS
      if (expiresAt !== 0 && expiresAt <= wallMs) throw new TuttiError('bad_body', 'expiresMs: lies in the past')
      const row: InviteRecord = {
        code,
        room: ctx.id,
        by_id: person.id,
        created_at: wallMs,
        expires_at: expiresAt,
        max_uses: maxUses,
        uses: 0,
      }
      this.#keep(row)
      this.#desk.audit(person.id, 'invite', { detail: code.slice(0, 4) })
      ctx.reply({ code, by: person.id, expiresAt, maxUses, uses: 0 } satisfies Invite)
    },

    uninvite: (from, { code }, loaded) => {
      const person = this.#desk.allow(from, 'uninvite')
      if (this.#find(code, (loaded as Loaded | undefined)?.invite) === undefined) return
      const { ctx } = this.#desk
      this.#changed.set(code, null, ctx.wall())
      ctx.record('uninvite', { code, room: ctx.id })
      this.#desk.audit(person.id, 'uninvite', { detail: code.slice(0, 4) })
    },
  }

  /** The invitation that lets somebody in now; undefined: none, or no longer. */
  valid(code: string, read: InviteRecord | null | undefined): InviteRecord | undefined {
    const row = this.#find(code, read)
    if (row === undefined || !isOpen(row, this.#desk.ctx.wall())) return undefined
    return row
  }

  use(row: InviteRecord): void {
    this.#keep({ ...row, uses: row.uses + 1 })
  }

  #keep(row: InviteRecord): void {
    const { ctx } = this.#desk
    this.#changed.set(row.code, row, ctx.wall())
    ctx.record('invite', row)
  }

  #find(code: string, read: InviteRecord | null | undefined): InviteRecord | undefined {
    const lately = this.#changed.get(code)
    const row = lately === undefined ? read : lately
    return row?.code === code && row.room === this.#desk.ctx.id ? row : undefined
  }
}

/** 0 of either: no end. */
export const isOpen = (row: Pick<InviteRecord, 'expires_at' | 'max_uses' | 'uses'>, wallMs: number): boolean =>
  (row.expires_at === 0 || row.expires_at > wallMs) && (row.max_uses === 0 || row.uses < row.max_uses)
