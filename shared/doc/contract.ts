/** What a document and its members promise each other. A room of the kind `doc` is one document. */
import { contract, fleeting, newest, ordered, query } from '../contract.ts'
import type { Contract } from '../contract.ts'
import { boolean, bytes, integer, list, nullable, object, oneOf, optional, text } from '../guards.ts'
import { DOC, DOC_TYPES } from './rules.ts'
import type { DocRole } from './rules.ts'
import type {
  DocFormat,
  DocInfo,
  DocRow,
  DocState,
  Grant,
  LogEntry,
  ShareLink,
  Suggestion,
  Suggester,
  Thread,
  Version,
  VersionDiff,
  Writer,
} from './types.ts'

const user = () => text(1, 128)
const key = () => text(1, 20)
const n = () => integer(0, Number.MAX_SAFE_INTEGER)
const wallMs = () => integer(0, 8_640_000_000_000_000)
/** Whom a role may be given to: there is one owner. */
const given = () => oneOf(['viewer', 'commenter', 'suggester', 'editor'])
const format = () => oneOf(['markdown', 'html', 'text', 'json'])
const page = { limit: optional(integer(1, DOC.pageMax)) }
/** One of `of` parts of an update: those of one update have one id. */
const part = () =>
  object({
    id: integer(0, 0xffffffff),
    index: integer(0, DOC.partsMax - 1),
    of: integer(1, DOC.partsMax),
    update: bytes(DOC.editMax),
  })
const anchor = () => object({ from: bytes(DOC.anchorMax), to: bytes(DOC.anchorMax), quote: text(0, DOC.quoteMax) })

export const docContract = contract('doc', {
  commands: {
    // ── The text. Updates are Yjs V1. An answer means durable; a refused one has changed nothing.
    /** Editors. Done twice it changes nothing, so it needs no nonce. */
    edit: bytes(DOC.editMax),
    /** Editors: one of `of` parts of an update that is larger; the last one is answered when all of it is durable. */
    part: part(),
    /** An awareness update (y-protocols) of my own clients. Everybody. */
    aware: bytes(DOC.awareMax),
    /** Editors: passed on to all as it is, and kept nowhere. */
    say: text(0, DOC.sayMax),

    // ── The document
    /** Where there is none yet (join with `{ create: true }`). Answer: DocInfo. */
    create: object({
      title: optional(text(0, DOC.titleMax)),
      /** Absent: `rich`. */
      type: optional(oneOf(DOC_TYPES)),
      folder: optional(text(0, DOC.folderMax)),
      template: optional(text(1, DOC.templateMax)),
      /**
       * The document whose present content it begins with; I must be able to read it. Of one above 7 MiB nobody who is
       * here is told: whoever is in it is removed with `unavailable` when it is made, and joins anew.
       */
      copyOf: optional(text(1, 64)),
      content: optional(object({ format: format(), text: text(0, DOC.importMax) })),
      public: optional(nullable(given())),
    }),
    rename: object({ title: text(0, DOC.titleMax) }),
    /** Owner. Whoever else is in it, or comes, is refused until it is restored. */
    trash: object({}),
    untrash: object({}),
    /** Owner, from the trash, for good: content, history, comments. */
    erase: object({}),
    /** Mine alone. */
    star: object({ on: boolean() }),
    file: object({ folder: text(0, DOC.folderMax) }),

    // ── Who may. Owner, but for leaving.
    share: object({ user: user(), name: optional(text(0, 64)), role: nullable(given()) }),
    publish: object({ role: nullable(given()) }),
    /** Answer: ShareLink. Whoever joins with `{ link: code }` (and the password) has the role. */
    link: object({ role: given(), expiresMs: optional(wallMs()), password: optional(text(1, DOC.passwordMax)) }),
    unlink: object({ code: text(1, 32) }),
    transfer: object({ user: user() }),
    quit: object({}),

    // ── Comments. Commenters.
    /** A new thread (`anchor`, or null for the whole document), or an answer in one. Answer: { thread, comment }. */
    comment: object({
      thread: optional(key()),
      anchor: optional(nullable(anchor())),
      text: text(1, DOC.commentMax),
      mentions: optional(list(user(), DOC.mentionsMax)),
    }),
    editComment: object({ thread: key(), comment: key(), text: text(1, DOC.commentMax) }),
    deleteComment: object({ thread: key(), comment: key() }),
    react: object({ thread: key(), comment: key(), emoji: text(1, DOC.emojiMax), on: boolean() }),
    resolve: object({ thread: key(), on: boolean() }),

    // ── Suggestions
    /** Suggesters: an update of my own fork, which is the document and what I propose. */
    suggest: bytes(DOC.editMax),
    /** Suggesters: the same in parts, as `part` is of an edit; DOC.forkBytesMax in all. */
    suggestPart: part(),
    /** Editors; one's own may be rejected by oneself. `ids` absent: all of that user's. */
    accept: object({ user: user(), ids: optional(list(text(1, 64), 500)) }),
    reject: object({ user: user(), ids: optional(list(text(1, 64), 500)) }),

    // ── Versions. Editors.
    /** Answer: Version. */
    keep: object({ name: text(1, DOC.versionNameMax) }),
    nameVersion: object({ id: key(), name: text(0, DOC.versionNameMax) }),
    /** A forward edit to what the document was at `n`. Answer: Version. */
    restore: object({ n: n() }),
    /** Undoes what that user did between the two, leaving what others did. Answer: Version. */
    revert: object({ user: user(), fromMs: wallMs(), toMs: wallMs() }),

    /**
     * Owner. News go there as webhooks (shared/doc/hook.ts), to one address; null: nowhere. Answer: { secret }, which
     * signs them.
     */
    hook: object({ url: nullable(text(8, 2_000)) }),

    // ── For backends and agents: text in, edits out. Editors.
    /**
     * `section`: replaces what stands under the heading of that text. Either `text`, or `file`: the hash of a file of
     * UTF-8 text that was put beside the document, for what is longer (DOC.importFileMax). Answer: { n }.
     */
    write: object({
      how: oneOf(['append', 'replace', 'section']),
      format: format(),
      text: optional(text(0, DOC.importMax)),
      file: optional(text(64, 64)),
      heading: optional(text(1, 200)),
    }),
  },
  events: {
    /** One tick's edits as one update. */
    edited: ordered<Uint8Array>(),
    info: ordered<DocInfo>(),
    thread: ordered<{ id: string; thread: Thread | null }>(),
    /**
     * An update of that user's fork; null: the fork is gone (all of it accepted or rejected). `whole`: some of it was
     * settled, and this is all that is left, under the ids that it had: what was there before is to be forgotten.
     */
    suggested: ordered<{ user: string; name: string; update: Uint8Array | null; whole?: true }>(),
    version: ordered<Version>(),
    /** To that member alone: what it may do from now on. */
    role: newest<DocRole>(),
    /** An awareness update (y-protocols) of whoever moved. */
    aware: fleeting<Uint8Array>(),
    /** What somebody said with `say`. */
    said: fleeting<string>(),
  },
  queries: {
    /**
     * The document as one update, with its log position. `atLeast` (JOINED's `at`, for who makes up for the snapshot
     * that was not inside): any position from that on will do, so that all who come together are given the same one.
     * `vector`, a Yjs state vector: without what that has; then it is put together for who asks.
     */
    snapshot: query<{ at: number; update: Uint8Array }>()(
      object({ atLeast: optional(n()), vector: optional(bytes(DOC.vectorMax)) }),
    ),
    /** Oldest first. `next`: what `after` is for the page behind this one; null: there is none. */
    threads: query<{ seq: number; threads: readonly Thread[]; next: string | null }>()(
      object({ resolved: optional(boolean()), after: optional(key()), ...page }),
    ),
    /** The forks, as updates to apply on the document (of many large ones not all: ask for one); and what they propose, change by change. */
    suggestions: query<{ forks: readonly (Suggester & { update: Uint8Array })[]; changes: readonly Suggestion[] }>()(
      object({ user: optional(user()) }),
    ),
    versions: query<{ versions: readonly Version[]; next: string | null }>()(
      object({ before: optional(key()), named: optional(boolean()), ...page }),
    ),
    state: query<{ n: number; update: Uint8Array }>()(object({ n: n() })),
    diff: query<VersionDiff>()(object({ from: n(), to: optional(n()) })),
    /**
     * The log, step by step, for playback: an entry for each `stride` edits (default 1), which is all of them as one
     * update, and says of the last of them who wrote it and when. `head`: the log position now.
     */
    history: query<{ entries: readonly LogEntry[]; next: number | null; head: number }>()(
      object({ after: n(), limit: optional(integer(1, 1000)), stride: optional(integer(1, 100_000)) }),
    ),
    /** Whoever has ever written in it. Editors. */
    authors: query<readonly Writer[]>()(object({})),
    /** The present, and what it would be without what that user did between the two: what `revert` would change. */
    reverted: query<{ from: Uint8Array; to: Uint8Array }>()(object({ user: user(), fromMs: wallMs(), toMs: wallMs() })),
    read: query<{ n: number; format: DocFormat; text: string }>()(object({ format: format() })),
    access: query<{ grants: readonly Grant[]; links: readonly ShareLink[]; public: DocRole | null }>()(object({})),

    // ── Across documents: asked in the room `_`, which is none.
    documents: query<{ rows: readonly DocRow[]; next: string | null }>()(
      object({
        folder: optional(text(0, DOC.folderMax)),
        where: optional(oneOf(['mine', 'shared', 'starred', 'trash'])),
        before: optional(text(1, 40)),
        ...page,
      }),
    ),
    folders: query<readonly string[]>()(object({})),
    search: query<{ rows: readonly DocRow[] }>()(object({ text: text(1, 200), ...page })),
    templates: query<readonly { name: string; title: string; about: string }[]>()(object({})),
  },
} satisfies Omit<Contract, 'kind'>)

/** What JOINED carries is seen by the compiler only. */
export type DocContract = typeof docContract & { readonly state?: DocState }

/** JOIN options of a document. */
export interface DocJoin {
  /** It is not there yet: let me in to create() it. */
  readonly create?: boolean
  /** A share link's code, and its password where it has one. */
  readonly link?: string
  readonly password?: string
}
