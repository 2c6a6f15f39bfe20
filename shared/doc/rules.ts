/** Every number that documents hold to, and what both ends compute alike. */

export const DOC = {
  titleMax: 120,
  folderMax: 80,
  /** An update in one command; a larger one comes in parts. */
  editMax: 48 * 1024,
  /** A whole update in parts, and how many parts it may have: a commit holds it as a row and as an event. */
  partsBytesMax: 6 * 1024 * 1024,
  partsMax: 400,
  /** Encoded state of a document: above this it takes no more. */
  hardBytes: 32 * 1024 * 1024,
  /** One that the host makes itself, of what it has already: a copy, or what was. As a row and as an event it must fit into a commit. */
  madeBytesMax: 7 * 1024 * 1024,
  /** Yjs clients of a document that is brought along; more come one by one. */
  clientsMax: 32_768,
  /** A state vector: each client in 10 bytes, and those that came one by one. */
  vectorMax: 400_000,
  /** Root types that a document may have, and how long their names may be. */
  rootsMax: 64,
  rootNameMax: 64,
  /** One person's cursor, selection and name. */
  awareMax: 4 * 1024,
  awarePeopleMax: 500,
  /** A cursor stays so long after its connection went: whoever comes back meanwhile does not flicker. */
  awareGraceMs: 4_000,
  /** A snapshot up to this size is in JOINED; a larger one is fetched. */
  inlineMax: 64 * 1024,
  seatsMax: 2_000,
  /** A message that the room passes on and does not keep. */
  sayMax: 4_000,
  commentMax: 4_000,
  quoteMax: 280,
  /** An encoded relative position. */
  anchorMax: 256,
  threadsMax: 2_000,
  /** In one thread. */
  commentsMax: 200,
  /** Letters (UTF-16) of all comments: a thread is told as a whole, and a document's threads are held in memory. */
  threadCharsMax: 64 * 1024,
  commentCharsMax: 4 * 1024 * 1024,
  emojiMax: 32,
  /** Different ones on a comment, and all that people gave in one thread. */
  reactionKindsMax: 20,
  reactionsMax: 1_000,
  mentionsMax: 20,
  versionNameMax: 80,
  passwordMax: 128,
  /** What may be imported or written as one text; no text in a frame has more bytes (LIMITS.maxStringLength). */
  importMax: 32 * 1024,
  /** The same that comes as a file beside the document; what is made of it must fit into `partsBytesMax`. */
  importFileMax: 4 * 1024 * 1024,
  templateMax: 32,
  /** A file beside it. */
  fileMax: 8 * 1024 * 1024,
  /** People who propose something at once, and how much one of them may propose. */
  forksMax: 50,
  forkBytesMax: 1024 * 1024,
  pageMax: 100,
  page: 50,
} as const

/** What one may do in a document, from least to most; each may do what those before it may. */
export const DOC_ROLES = ['viewer', 'commenter', 'suggester', 'editor', 'owner'] as const
export type DocRole = (typeof DOC_ROLES)[number]

export const mayAs = (role: DocRole, needed: DocRole): boolean => DOC_ROLES.indexOf(role) >= DOC_ROLES.indexOf(needed)

/** Files that may stand beside a document, by their media types. */
export const DOC_FILE_TYPES = [
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'application/pdf',
  'text/plain',
  'audio/mpeg',
  'audio/mp4',
  'audio/ogg',
  'video/mp4',
  'video/webm',
  'application/zip',
] as const

/** What a document is written as: blocks in an editor of rich text, or one plain text in an editor of code. */
export const DOC_TYPES = ['rich', 'code'] as const
export type DocType = (typeof DOC_TYPES)[number]

/** The root type in which the text of a `rich` document stands (Y.XmlFragment), and of one of `code` (Y.Text). */
export const DOC_ROOTS = { rich: 'default', code: 'code' } as const satisfies Record<DocType, string>

/** The room of questions across documents. */
export const DESK = '_'
