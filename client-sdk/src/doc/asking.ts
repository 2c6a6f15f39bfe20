/** What may be asked of a document, in plain types: whoever installs the SDK needs no validation library to read them. */
import type { DocRole, DocType } from '../../../shared/doc/rules.ts'
import type {
  DocFormat,
  DocInfo,
  DocRow,
  Grant,
  LogEntry,
  ShareLink,
  Suggester,
  Suggestion,
  Thread,
  Version,
  VersionDiff,
  Writer,
} from '../../../shared/doc/types.ts'

/** Whom a role may be given to: there is one owner. */
export type GivenRole = Exclude<DocRole, 'owner'>

export interface CreateBody {
  readonly title?: string | undefined
  /** What editor it is for; absent: `rich`. */
  readonly type?: DocType | undefined
  readonly folder?: string | undefined
  readonly template?: string | undefined
  /** The document whose present content it begins with. */
  readonly copyOf?: string | undefined
  readonly content?: { readonly format: DocFormat; readonly text: string } | undefined
  readonly public?: GivenRole | null | undefined
}

interface Chosen {
  readonly user: string
  readonly ids?: string[] | undefined
}

interface Part {
  readonly id: number
  readonly index: number
  readonly of: number
  readonly update: Uint8Array
}

export interface DocCommands {
  edit: Uint8Array
  part: Part
  aware: Uint8Array
  say: string
  create: CreateBody
  rename: { readonly title: string }
  trash: object
  untrash: object
  erase: object
  star: { readonly on: boolean }
  file: { readonly folder: string }
  share: { readonly user: string; readonly name?: string | undefined; readonly role: GivenRole | null }
  publish: { readonly role: GivenRole | null }
  link: { readonly role: GivenRole; readonly expiresMs?: number | undefined; readonly password?: string | undefined }
  unlink: { readonly code: string }
  transfer: { readonly user: string }
  quit: object
  comment: {
    readonly thread?: string | undefined
    readonly anchor?: { readonly from: Uint8Array; readonly to: Uint8Array; readonly quote: string } | null | undefined
    readonly text: string
    readonly mentions?: string[] | undefined
  }
  editComment: { readonly thread: string; readonly comment: string; readonly text: string }
  deleteComment: { readonly thread: string; readonly comment: string }
  react: { readonly thread: string; readonly comment: string; readonly emoji: string; readonly on: boolean }
  resolve: { readonly thread: string; readonly on: boolean }
  suggest: Uint8Array
  suggestPart: Part
  accept: Chosen
  reject: Chosen
  keep: { readonly name: string }
  nameVersion: { readonly id: string; readonly name: string }
  restore: { readonly n: number }
  revert: { readonly user: string; readonly fromMs: number; readonly toMs: number }
  hook: { readonly url: string | null }
  write: {
    readonly how: 'append' | 'replace' | 'section'
    readonly format: DocFormat
    /** This, or the hash of a file beside the document that has the text. */
    readonly text?: string | undefined
    readonly file?: string | undefined
    readonly heading?: string | undefined
  }
}
export type DocCommand = keyof DocCommands

interface DocAnswers {
  create: DocInfo
  link: ShareLink
  comment: { readonly thread: string; readonly comment: string }
  keep: Version
  restore: Version
  revert: Version
  write: { readonly n: number }
}
/** Of a command that has nothing to say, whatever the host says. */
export type DocAnswer<T extends DocCommand> = T extends keyof DocAnswers ? DocAnswers[T] : unknown

interface Page {
  readonly limit?: number | undefined
}

export interface DocQueries {
  snapshot: {
    body: { readonly atLeast?: number | undefined }
    answer: { readonly at: number; readonly update: Uint8Array }
  }
  threads: {
    body: Page & { readonly resolved?: boolean | undefined; readonly after?: string | undefined }
    answer: { readonly seq: number; readonly threads: readonly Thread[]; readonly next: string | null }
  }
  suggestions: {
    body: { readonly user?: string | undefined }
    answer: {
      readonly forks: readonly (Suggester & { readonly update: Uint8Array })[]
      readonly changes: readonly Suggestion[]
    }
  }
  versions: {
    body: Page & { readonly before?: string | undefined; readonly named?: boolean | undefined }
    answer: { readonly versions: readonly Version[]; readonly next: string | null }
  }
  state: { body: { readonly n: number }; answer: { readonly n: number; readonly update: Uint8Array } }
  diff: { body: { readonly from: number; readonly to?: number | undefined }; answer: VersionDiff }
  history: {
    body: { readonly after: number; readonly limit?: number | undefined; readonly stride?: number | undefined }
    answer: { readonly entries: readonly LogEntry[]; readonly next: number | null; readonly head: number }
  }
  authors: { body: object; answer: readonly Writer[] }
  reverted: {
    body: DocCommands['revert']
    answer: { readonly from: Uint8Array; readonly to: Uint8Array }
  }
  read: {
    body: { readonly format: DocFormat }
    answer: { readonly n: number; readonly format: DocFormat; readonly text: string }
  }
  access: {
    body: object
    answer: {
      readonly grants: readonly Grant[]
      readonly links: readonly ShareLink[]
      readonly public: DocRole | null
    }
  }
  documents: {
    body: Page & {
      readonly folder?: string | undefined
      readonly where?: 'mine' | 'shared' | 'starred' | 'trash' | undefined
      readonly before?: string | undefined
    }
    answer: { readonly rows: readonly DocRow[]; readonly next: string | null }
  }
  folders: { body: object; answer: readonly string[] }
  search: { body: Page & { readonly text: string }; answer: { readonly rows: readonly DocRow[] } }
  templates: {
    body: object
    answer: readonly { readonly name: string; readonly title: string; readonly about: string }[]
  }
}
export type DocQueryName = keyof DocQueries
export type DocQueryBody<T extends DocQueryName> = DocQueries[T]['body']
export type DocQueryAnswer<T extends DocQueryName> = DocQueries[T]['answer']
