/** All documents of a user, as a page sees them. */
import type { DocRow } from '../../../shared/doc/types.ts'
import type { CreateBody, DocQueryBody } from './asking.ts'

export interface DocDesk {
  documents(
    which?: DocQueryBody<'documents'>,
  ): Promise<{ readonly rows: readonly DocRow[]; readonly next: string | null }>
  search(text: string, limit?: number): Promise<readonly DocRow[]>
  folders(): Promise<readonly string[]>
  templates(): Promise<readonly { readonly name: string; readonly title: string; readonly about: string }[]>
  /**
   * Makes a document; resolves with its room. Without `room`, a name that nobody guesses. `content` may have 4 MiB: what
   * no frame holds goes as a file.
   * @throws TuttiError `body_too_large`, and whatever is wrong with the text; there is no document then
   */
  create(body: CreateBody, room?: string): Promise<string>
  rename(room: string, title: string): Promise<void>
  star(room: string, on: boolean): Promise<void>
  /** Into a folder of mine; '' is none. */
  file(room: string, folder: string): Promise<void>
  trash(room: string): Promise<void>
  untrash(room: string): Promise<void>
  erase(room: string): Promise<void>
}
