/** One editor of a document under load, on whichever server and wire: sends updates, and tells what it hears. */

export interface Editor {
  send(update: Uint8Array): void
  close(): void
}

export interface EditorOptions {
  readonly url: URL
  readonly localAddress: string | undefined
  readonly room: string
  readonly editor: number
  readonly ears: EditorEars
}

export interface EditorEars {
  /** An update of the document; its bytes are valid only during the call. */
  heard(update: Uint8Array, nowMs: number): void
  /** The send of an update was answered: durable, where the server has such a thing. */
  acked(latencyMs: number): void
  refused(reason: string): void
  lost(reason: string): void
}

/** How editors of one wire come in, and what one who comes fresh is given: the whole document. */
export interface EditorWire {
  /** The first one of a document makes it. */
  enter(options: EditorOptions): Promise<Editor>
  /** Updates that together are the document now. */
  read(options: EditorOptions): Promise<readonly Uint8Array[]>
}
