/** `doc` as its contract says it and no more, in memory: roles change at will, and edits can be made to wait or fail. */
import * as Y from 'yjs'
import { docContract } from '../../shared/doc/contract.ts'
import type { DocContract } from '../../shared/doc/contract.ts'
import { mayAs } from '../../shared/doc/rules.ts'
import type { DocRole } from '../../shared/doc/rules.ts'
import type { DocState } from '../../shared/doc/types.ts'
import { TuttiError } from '../../shared/errors.ts'
import { defineRoom } from '../../server/engine/room.ts'
import type { Member, Room } from '../../server/engine/room.ts'
import { until } from './until.ts'

/** What a test does to all rooms of the kind. */
export interface PlainDocs {
  readonly kind: ReturnType<typeof defineRoom<DocContract>>
  /** By user; others are editors. */
  readonly roles: Map<string, DocRole>
  /** So many edits are refused with `rate_limited`. */
  busy: number
  /** The whole is larger than JOINED carries. */
  large: boolean
  /** Queries for the whole. */
  asked: number
  /** Edits that were let in, and refused. */
  taken: number
  refused: number
  /** Awareness updates that reached the room. */
  moved: number
  /** Looks after everything that a room was told. */
  until(done: () => boolean): Promise<void>
}

export const createPlainDocs = (): PlainDocs => {
  const whole = new Map<string, Y.Doc>()
  const looks = new Set<() => void>()
  const changed = (): void => {
    for (const look of looks) look()
  }
  const docs: PlainDocs = {
    roles: new Map(),
    busy: 0,
    large: false,
    asked: 0,
    taken: 0,
    refused: 0,
    moved: 0,
    kind: undefined as never,
    until: (done) => until(done, (look) => looks.add(look), 10_000),
  }
  const roleOf = (user: string): DocRole => docs.roles.get(user) ?? 'editor'

  const kind = defineRoom<DocContract>({
    contract: docContract,
    tickHz: 60,
    maxMembers: 1_000,
    idleMs: 60_000,
    authorize(user, room) {
      if (room === 'closed') throw new TuttiError('forbidden')
      return roleOf(user.id)
    },
    queries: {
      snapshot: (_user: unknown, room: string) => {
        docs.asked++
        return Promise.resolve({ at: 1, update: Y.encodeStateAsUpdate(whole.get(room)!) })
      },
    } as never,
    open(ctx) {
      const ydoc = new Y.Doc()
      whole.set(ctx.id, ydoc)
      const aware = new Map<number, Member>()
      const parts = new Map<Member, Uint8Array[]>()
      let n = 0
      let made = !ctx.id.startsWith('new')

      const take = (from: Member, update: Uint8Array): void => {
        if (docs.busy > 0) {
          docs.busy--
          throw new TuttiError('rate_limited', undefined, { retryMs: 20 })
        }
        const before = Y.encodeStateAsUpdate(ydoc)
        const trial = new Y.Doc()
        Y.applyUpdate(trial, before)
        try {
          Y.applyUpdate(trial, update)
        } catch (cause) {
          docs.refused++
          changed()
          throw new TuttiError('bad_body', 'no update', { cause })
        }
        const known = Buffer.compare(before, Y.encodeStateAsUpdate(trial)) === 0
        if (!known && !mayAs(roleOf(from.user.id), 'editor')) {
          docs.refused++
          changed()
          throw new TuttiError('forbidden', 'this takes an editor')
        }
        docs.taken++
        changed()
        if (known) return
        Y.applyUpdate(ydoc, update)
        n++
        ctx.broadcast('edited', update)
      }
      const tellRoles = (): void => {
        for (const member of ctx.members) ctx.send(member, 'role', roleOf(member.user.id))
      }
      const own: Partial<Room<DocContract>['on']> = {
        edit: take,
        part(from, { index, of, update }) {
          const list = index === 0 ? [] : (parts.get(from) ?? [])
          list.push(update)
          parts.set(from, list)
          if (index < of - 1) return
          parts.delete(from)
          take(from, new Uint8Array(Buffer.concat(list)))
        },
        aware(from, update) {
          docs.moved++
          changed()
          aware.set(update[1] ?? 0, from)
          ctx.broadcast('aware', update)
        },
        say(_from, words) {
          ctx.broadcast('said', words)
        },
        create(_from, _body) {
          if (made) throw new TuttiError('conflict')
          made = true
        },
        share(_from, { user, role }) {
          if (role === null) {
            for (const member of ctx.members) if (member.user.id === user) ctx.kick(member, 'forbidden')
          } else docs.roles.set(user, role)
          tellRoles()
        },
      }
      const missing = (): never => {
        throw new TuttiError('unavailable')
      }
      const names = Object.keys(docContract.commands)
      return {
        on: { ...Object.fromEntries(names.map((name) => [name, missing])), ...own } as Room<DocContract>['on'],
        join: (who): DocState => ({
          doc: made
            ? { title: ctx.id, type: 'rich', owner: 'ada', public: 'editor', born: '1', createdAt: 0, trashedAt: null }
            : null,
          role: roleOf(who.user.id),
          at: n,
          snapshot: docs.large ? null : Y.encodeStateAsUpdate(ydoc),
          tail: [],
          vector: Y.encodeStateVector(ydoc),
          aware: new Uint8Array([0]),
          suggesters: [],
        }),
      }
    },
    bot: () => ({ hz: 1, act: () => undefined }),
  })
  return Object.assign(docs, { kind })
}
