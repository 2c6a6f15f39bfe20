/** The documents that a client has open: the desk asks in their seats, and a room is joined once at a time. */
import type { AnyRoom } from '../any-client.ts'
import type { DocClient, DocProvider } from './types.ts'

export class OpenDocs {
  readonly all = new Map<string, DocProvider>()
  /** JOINs without an answer; nobody may want them any more. */
  readonly #joining = new Map<string, Promise<unknown>>()

  add(doc: DocProvider): void {
    this.all.set(doc.room, doc)
  }

  remove(doc: DocProvider): void {
    if (this.all.get(doc.room) === doc) this.all.delete(doc.room)
  }

  /** Undefined: not wanted any more, once it was there. Rejects with TuttiError. */
  async join(client: DocClient, room: string, options: unknown, wanted: () => boolean): Promise<AnyRoom | undefined> {
    // A page that closes a document and opens it again, before the host has answered, has not two of them.
    await this.#joining.get(room)?.catch(() => {})
    if (!wanted()) return undefined
    const joining = client.join('doc', room, options)
    this.#joining.set(room, joining)
    try {
      const seat = await joining
      if (wanted()) return seat
      seat.leave()
      return undefined
    } finally {
      if (this.#joining.get(room) === joining) this.#joining.delete(room)
    }
  }
}

const byClient = new WeakMap<object, OpenDocs>()

export const openDocsOf = (client: object): OpenDocs => {
  let open = byClient.get(client)
  if (open === undefined) byClient.set(client, (open = new OpenDocs()))
  return open
}
