/** All documents of a user: asked beside the rooms, changed in them. */
import { DESK, DOC } from '../../../shared/doc/rules.ts'
import type { DocFormat, DocRow, DocState } from '../../../shared/doc/types.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { AnyRoom } from '../any-client.ts'
import { RoomFiles } from '../room-files.ts'
import type { CreateBody, DocCommand, DocCommands, DocQueryAnswer, DocQueryBody, DocQueryName } from './asking.ts'
import type { DocDesk } from './desk-types.ts'
import { openDocsOf } from './open-docs.ts'
import type { DocClient } from './types.ts'

/** A long text is parsed on a thread that others wait for, too. */
const LONG_MS = 60_000

export class Desk implements DocDesk {
  readonly #client: DocClient

  constructor(client: DocClient) {
    this.#client = client
  }

  documents(which: DocQueryBody<'documents'> = {}): Promise<DocQueryAnswer<'documents'>> {
    return this.#ask('documents', which)
  }
  async search(text: string, limit?: number): Promise<readonly DocRow[]> {
    return (await this.#ask('search', { text, ...(limit !== undefined && { limit }) })).rows
  }
  folders(): Promise<readonly string[]> {
    return this.#ask('folders', {})
  }
  templates(): Promise<DocQueryAnswer<'templates'>> {
    return this.#ask('templates', {})
  }

  async create(body: CreateBody, room = newRoom()): Promise<string> {
    const seat = await openDocsOf(this.#client).join(this.#client, room, { create: true }, () => true)
    try {
      // What JOINED of a document carries.
      const state = seat?.state as DocState | undefined
      if (state?.doc !== null) throw new TuttiError('conflict', 'there is such a document')
      const { content, ...rest } = body
      const long = content === undefined ? undefined : new TextEncoder().encode(content.text)
      if (seat === undefined || content === undefined || long === undefined || long.length <= DOC.importMax)
        await seat?.request('create', body)
      else {
        if (long.length > DOC.importFileMax) throw new TuttiError('body_too_large')
        await seat.request('create', rest)
        await this.#bring(seat, room, content.format, long)
      }
      return room
    } finally {
      seat?.leave()
    }
  }

  /** As a file, into a document that is there; or it is not there any more. */
  async #bring(seat: AnyRoom, room: string, format: DocFormat, text: Uint8Array<ArrayBuffer>): Promise<void> {
    const files = new RoomFiles(this.#client, 'doc', room)
    try {
      const { hash } = await files.upload(new Blob([text], { type: 'text/plain' }), 'import.txt')
      await seat.request('write', { how: 'replace', format, file: hash }, { timeoutMs: LONG_MS })
    } catch (thrown) {
      await seat
        .request('trash', {})
        .then(() => seat.request('erase', {}))
        .catch(() => {})
      throw thrown
    } finally {
      files.close()
    }
  }

  rename(room: string, title: string): Promise<void> {
    return this.#do(room, 'rename', { title })
  }
  star(room: string, on: boolean): Promise<void> {
    return this.#do(room, 'star', { on })
  }
  file(room: string, folder: string): Promise<void> {
    return this.#do(room, 'file', { folder })
  }
  trash(room: string): Promise<void> {
    return this.#do(room, 'trash', {})
  }
  untrash(room: string): Promise<void> {
    return this.#do(room, 'untrash', {})
  }
  erase(room: string): Promise<void> {
    return this.#do(room, 'erase', {})
  }

  #ask<T extends DocQueryName>(name: T, body: DocQueryBody<T>): Promise<DocQueryAnswer<T>> {
    // The contract says what the answer is.
    return this.#client.query('doc', DESK, name, body) as Promise<DocQueryAnswer<T>>
  }

  /** In the seat that is there, or in one for this alone. */
  async #do<T extends DocCommand>(room: string, name: T, body: DocCommands[T]): Promise<void> {
    const open = openDocsOf(this.#client)
    const doc = open.all.get(room)
    if (doc !== undefined) return void (await doc.command(name, body))
    const seat = await open.join(this.#client, room, {}, () => true)
    try {
      await seat?.request(name, body)
    } finally {
      seat?.leave()
    }
  }
}

/** A name that nobody guesses: 24 letters and digits. */
export const newRoom = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(24)), (byte) => (byte % 32).toString(32)).join('')
