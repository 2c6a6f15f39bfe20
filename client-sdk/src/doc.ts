/** @tutti/client/doc: a document as a Yjs provider, with comments, suggestions, versions, and the desk of all of them. */
import { Desk } from './doc/desk.ts'
import type { DocDesk } from './doc/desk-types.ts'
import { browserCopies } from './doc/local-copies.ts'
import { Doc } from './doc/provider.ts'
import type { DocClient, DocOptions, DocProvider } from './doc/types.ts'

export { anchorOf, placeOf } from './doc/anchors.ts'
export type {
  CreateBody,
  DocAnswer,
  DocCommand,
  DocCommands,
  DocQueries,
  DocQueryAnswer,
  DocQueryBody,
  DocQueryName,
  GivenRole,
} from './doc/asking.ts'
export type { DocComment, DocComments, DocThread } from './doc/comment-types.ts'
export type { DocDesk } from './doc/desk-types.ts'
export type { DocFork, DocSuggestions } from './doc/suggestion-types.ts'
export type { DocAccess, DocClient, DocEvents, DocOptions, DocProvider, DocStatus, Replaced } from './doc/types.ts'
export type { DocVersions } from './doc/version-types.ts'
export { DOC_ROLES, DOC_ROOTS, mayAs } from '../../shared/doc/rules.ts'
export type { DocRole, DocType } from '../../shared/doc/rules.ts'
export type {
  Anchor,
  Comment,
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
} from '../../shared/doc/types.ts'

/** Opens a document: a Yjs provider from the first moment on, connected as soon as it can be. */
export const openDoc = (client: DocClient, room: string, options: DocOptions = {}): DocProvider =>
  new Doc(client, room, options, options.offline === false ? undefined : browserCopies())

/** All of my documents. */
export const openDesk = (client: DocClient): DocDesk => new Desk(client)
