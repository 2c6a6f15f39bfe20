/** Everything that is asked beside rooms and never enters one: queries, who may watch, files and exports. */
import { check } from '../../shared/contract.ts'
import { TuttiError } from '../../shared/errors.ts'
import type { FileContent, RoomFiles, StoredFile, User } from '../ports.ts'
import { kindOf, kindOfRoom } from './kinds.ts'
import type { Kinds } from './kinds.ts'
import type { AnyRoomKind, Asking } from './room.ts'

type FileRules = NonNullable<AnyRoomKind['files']>

const MAX_FILE_NAME = 200

export class Inquiries {
  readonly #kinds: Kinds
  readonly #asking: (kind: string, user: User, room: string) => Asking

  constructor(kinds: Kinds, asking: (kind: string, user: User, room: string) => Asking) {
    this.#kinds = kinds
    this.#asking = asking
  }

  async query(user: User, kindName: string, room: string, name: string, body: unknown): Promise<unknown> {
    const kind = kindOfRoom(this.#kinds, kindName, room)
    const declared = Object.hasOwn(kind.contract.queries, name) ? kind.contract.queries[name] : undefined
    const answer = kind.queries?.[name]
    if (declared === undefined || answer === undefined) throw new TuttiError('unknown_query')
    const asking = this.#asking(kindName, user, room)
    await kind.authorize(user, room, asking)
    return answer(user, room, check(declared.guard, body), asking)
  }

  async watchable(user: User, kindName: string, rooms: readonly string[]): Promise<readonly string[]> {
    const kind = kindOf(this.#kinds, kindName)
    if (kind.watchable === undefined || rooms.length === 0) return []
    for (const room of rooms) kindOfRoom(this.#kinds, kindName, room)
    const may = new Set(await kind.watchable(user, rooms, this.#asking(kindName, user, rooms[0]!)))
    return rooms.filter((room) => may.has(room))
  }

  files(kindName: string): RoomFiles {
    const rules = kindOf(this.#kinds, kindName).files
    if (rules === undefined) throw new TuttiError('not_found', 'rooms of this kind keep no files')
    return {
      maxBytes: rules.maxBytes,
      types: rules.types,
      put: (user, room, name, type, content) => this.#put(kindName, rules, user, room, name, type, content),
      read: (user, room, hash) => this.#read(kindName, rules, user, room, hash),
    }
  }

  async export(user: User, kindName: string, room: string, name: string): Promise<AsyncIterable<object>> {
    const kind = kindOfRoom(this.#kinds, kindName, room)
    const exporter = kind.exports !== undefined && Object.hasOwn(kind.exports, name) ? kind.exports[name] : undefined
    if (exporter === undefined) throw new TuttiError('not_found', 'this kind has no such export')
    const asking = this.#asking(kindName, user, room)
    await kind.authorize(user, room, asking)
    const lines = exporter(asking)[Symbol.asyncIterator]()
    // The first line decides: what is refused is refused before anything was answered.
    return behind(await lines.next(), lines)
  }

  async #put(
    kindName: string,
    rules: FileRules,
    user: User,
    room: string,
    name: string,
    type: string,
    content: () => Promise<Uint8Array>,
  ): Promise<StoredFile> {
    const kind = kindOfRoom(this.#kinds, kindName, room)
    if (!rules.types.includes(type)) throw new TuttiError('bad_body', 'files of this type are not taken')
    if (name.length === 0 || name.length > MAX_FILE_NAME || !name.isWellFormed() || /\p{Cc}/u.test(name))
      throw new TuttiError('bad_body', `a file's name has 1 to ${MAX_FILE_NAME} characters, and none that controls`)
    const asking = this.#asking(kindName, user, room)
    await kind.authorize(user, room, asking)
    await rules.mayPut(asking)
    const bytes = await content()
    if (bytes.length > rules.maxBytes) throw new TuttiError('body_too_large')
    const hash = await asking.files.put(`${kindName}/${room}`, name, type, bytes)
    return { hash, name, type, bytes: bytes.length }
  }

  async #read(kindName: string, rules: FileRules, user: User, room: string, hash: string): Promise<FileContent> {
    const kind = kindOfRoom(this.#kinds, kindName, room)
    if (!/^[0-9a-f]{64}$/.test(hash)) throw new TuttiError('not_found')
    const asking = this.#asking(kindName, user, room)
    await kind.authorize(user, room, asking)
    await rules.mayRead(hash, asking)
    const file = await asking.files.read(`${kindName}/${room}`, hash)
    if (file === undefined) throw new TuttiError('not_found')
    return file
  }
}

async function* behind(first: IteratorResult<object>, rest: AsyncIterator<object>): AsyncGenerator<object> {
  try {
    for (let line = first; line.done !== true; line = await rest.next()) yield line.value
  } finally {
    // Whoever reads may stop early: what was opened for it is closed.
    await rest.return?.()
  }
}
