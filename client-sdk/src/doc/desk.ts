/** All documents of a user: asked beside the rooms, changed in them. */
import { DESK } from '../../../shared/doc/rules.ts'
import type { DocRow, DocState } from '../../../shared/doc/types.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { CreateBody, DocCommand, DocCommands, DocQueryAnswer, DocQueryBody, DocQueryName } from './asking.ts'
import type { DocDesk } from './desk-types.ts'
import { openDocsOf } from './open-docs.ts'
import type { DocClient } from './types.ts'

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
      await seat?.request('create', body)
      return room
    } finally {
      seat?.leave()
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
