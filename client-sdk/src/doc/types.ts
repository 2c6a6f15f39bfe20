/** A document and the desk of documents, as a page sees them. */
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import type { DocRole } from '../../../shared/doc/rules.ts'
import type { DocInfo, Grant, ShareLink } from '../../../shared/doc/types.ts'
import type { ErrorCode, TuttiError } from '../../../shared/errors.ts'
import type { AnyClient } from '../any-client.ts'
import type { Off } from '../listeners.ts'
import type {
  CreateBody,
  DocAnswer,
  DocCommand,
  DocCommands,
  DocQueryAnswer,
  DocQueryBody,
  DocQueryName,
} from './asking.ts'
import type { DocComments } from './comment-types.ts'
import type { DocFork, DocSuggestions } from './suggestion-types.ts'
import type { DocVersions } from './version-types.ts'

export type DocClient = AnyClient<'doc'>

/** `connecting`: asked, or between two connections. `disconnected`: closed, or over for good (see `error`). */
export type DocStatus = 'connecting' | 'connected' | 'disconnected'

/** The provider has another Y.Doc and Awareness from now on: bind the editor to them anew. */
export interface Replaced {
  /** `discarded`: by discard(). `reborn`: the host's document is another one of the same name; the old copy is kept aside. */
  readonly why: 'discarded' | 'reborn'
  /** What was shown until now, as it was: it is synced with nothing any more. */
  readonly before: Y.Doc
  readonly doc: Y.Doc
}

/** Names and arguments as Yjs providers have them; the rest is told without arguments, once for all that changed in a turn. */
export interface DocEvents {
  /** The document is what the host has (true), or the connection is gone (false). */
  sync: [synced: boolean]
  synced: [{ readonly state: boolean }]
  status: [{ readonly status: DocStatus }]
  replaced: [Replaced]
  /** `saved`, `waiting` or `refused` changed. */
  saved: []
  role: []
  info: []
  threads: []
  suggestions: []
  versions: []
  /** What somebody said with say(), as the stateless messages of Hocuspocus are. */
  said: [text: string]
  /** The host ended it, or would never have me in: see `error`. */
  gone: [code: ErrorCode]
}

export interface DocProvider {
  readonly room: string
  /** What is edited. It is another one after `replaced`. */
  readonly doc: Y.Doc
  /** The same. */
  readonly ydoc: Y.Doc
  readonly awareness: Awareness
  readonly status: DocStatus
  /** Holds what the host holds, as far as the connection tells. */
  readonly synced: boolean
  /** Every edit made here is durable at the host. False as well until it is known. */
  readonly saved: boolean
  /** Edits made here that are not durable yet. */
  readonly waiting: number
  /** What is not durable is in the local copy, and sent when the document is opened again. */
  readonly kept: boolean
  /** Edits made here that the host does not take, because of my role or of what they are: discard(), keepCopy() or suggestRefused(). */
  readonly refused: number
  /** Why the last of these was not taken. */
  readonly refusal: TuttiError | undefined
  /** What I may do, now. Before the host has said: as the local copy was last, or viewer. */
  readonly role: DocRole
  /** May I write into the document itself? */
  readonly writable: boolean
  /** Null: not created yet, or not known yet. */
  readonly info: DocInfo | null
  /** Why it is over. */
  readonly error: TuttiError | undefined
  /** Resolves when the host has let me in and the document is synced. Rejects with TuttiError when it will not. */
  readonly ready: Promise<void>
  readonly comments: DocComments
  readonly suggestions: DocSuggestions
  readonly versions: DocVersions
  readonly access: DocAccess

  on<E extends keyof DocEvents>(event: E, run: (...args: DocEvents[E]) => void): Off
  off<E extends keyof DocEvents>(event: E, run: (...args: DocEvents[E]) => void): void
  /** Tells everybody who is here now; it is kept nowhere, and not sent without a connection. Editors. */
  say(text: string): void
  /** Resolves when every edit made here is durable. Rejects when some are refused, or when it is over before that. */
  whenSaved(): Promise<void>
  /** Drops what is not saved: builds the document from the host's anew. Resolves with the new Y.Doc; see `replaced`. */
  discard(): Promise<Y.Doc>
  /**
   * Makes a suggestion of what was refused, and builds the document from the host's anew; see `replaced`. Resolves with
   * my fork. Rejects with `forbidden` below a suggester, `unavailable` without a connection: nothing is changed then.
   */
  suggestRefused(): Promise<DocFork>
  /** Makes a document of mine with all that stands here, unsaved edits too. Resolves with it once it is saved. */
  keepCopy(title?: string): Promise<DocProvider>

  rename(title: string): Promise<void>
  star(on: boolean): Promise<void>
  /** Into a folder of mine; '' is none. */
  file(folder: string): Promise<void>
  trash(): Promise<void>
  untrash(): Promise<void>
  /** For good, from the trash. */
  erase(): Promise<void>
  command<T extends DocCommand>(name: T, body: DocCommands[T]): Promise<DocAnswer<T>>
  query<T extends DocQueryName>(name: T, body: DocQueryBody<T>): Promise<DocQueryAnswer<T>>
  /** Ends it here: timers, listeners, my cursor. What is not saved is in the local copy, and sent when it is opened again. */
  close(): void
  /** The same: what Yjs bindings call. */
  destroy(): void
}

/** Who may. All but leave(): the owner. */
export interface DocAccess {
  list(): Promise<{
    readonly grants: readonly Grant[]
    readonly links: readonly ShareLink[]
    readonly public: DocRole | null
  }>
  /** Null takes it back. */
  share(user: string, role: Exclude<DocRole, 'owner'> | null, name?: string): Promise<void>
  /** What everybody may who knows the address. */
  publish(role: Exclude<DocRole, 'owner'> | null): Promise<void>
  link(
    role: Exclude<DocRole, 'owner'>,
    options?: { readonly expiresMs?: number | undefined; readonly password?: string | undefined },
  ): Promise<ShareLink>
  unlink(code: string): Promise<void>
  transfer(user: string): Promise<void>
  /** Takes me off the list. */
  leave(): Promise<void>
}

export interface DocOptions {
  /** To be edited. Default: a new one. What it holds already is taken for edits of mine. */
  readonly ydoc?: Y.Doc | undefined
  /** Makes the document, where there is none. */
  readonly create?: CreateBody | undefined
  /** A share link's code, and its password where it has one. */
  readonly link?: string | undefined
  readonly password?: string | undefined
  /**
   * Keeps a copy in the browser: shown at once, edited offline, and merged on return. Default: where there is
   * IndexedDB; false: no copy.
   */
  readonly offline?: boolean | undefined
  /** Who I am, for showing my local copy before the host has said so. Without, it waits for the first connection. */
  readonly user?: string | undefined
}
