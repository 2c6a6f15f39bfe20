/** What the parts of the page share: the page as a whole, and the document that is open. */
import type { Editor } from '@tiptap/core'
import type { DocDesk, DocProvider, DocType } from '@tutti/client/doc'
import type { PageClient } from '../shell/client.ts'
import type { Shell } from '../shell/shell.ts'
import type { DocFiles } from './editor/files.ts'
import type { Mentionable } from './editor/mentions.ts'

export interface Desk {
  readonly shell: Shell
  readonly client: PageClient
  readonly desk: DocDesk
  readonly me: string
  /** Opens a document, on the page that writes it. */
  go(room: string, type?: DocType): void
  /** The lists of documents may have changed. */
  changed(): void
}

/** `write`: into the document. `suggest`: into a fork of mine. `read`: nowhere. */
export type Mode = 'write' | 'suggest' | 'read'
export type PanelName = 'comments' | 'suggestions' | 'versions' | 'outline'

/** The document that is open. */
export interface Sheet {
  readonly desk: Desk
  readonly provider: DocProvider
  readonly files: DocFiles
  readonly mode: Mode
  readonly editor: Editor
  /** Called with each new editor, and with the one there is: the text is bound anew when the mode changes. */
  onEditor(run: (editor: Editor) => void): void
  /** Those who may be named. */
  readonly people: () => readonly Mentionable[]
  readonly nameOf: (user: string) => string
  panel(name: PanelName | undefined): void
  /** In place of the text, until it is told to go. */
  overlay(content: HTMLElement | undefined): void
}
