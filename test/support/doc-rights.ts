/** Who may do what with a document that is in which plight, as a person can read it. */

/**
 * ada owns it; eda edits, sue suggests, cora comments and vic looks at it by name; lena has come by a link to edit, exa by
 * one that has ended since, una by one that was taken back; wim shows one and a wrong password, wei the right one; gus is
 * a guest whom nobody has let in.
 */
export const PEOPLE = ['ada', 'eda', 'sue', 'cora', 'vic', 'lena', 'exa', 'una', 'wim', 'wei', 'gus'] as const
export type Who = (typeof PEOPLE)[number]
export type Plight = 'private' | 'public' | 'trashed' | 'erased'

/** What the door says: O E S C V for a role, f forbidden, u as if there were nothing. */
export const DOOR: Readonly<Record<Plight, string>> = {
  //         ada eda sue cora vic lena exa una wim wei gus
  private: /**/ 'O  E   S   C    V   E    u   u   f   C   u',
  public: /* */ 'O  E   S   C    V   E    V   V   f   C   V',
  trashed: /**/ 'O  f   f   f    f   f    u   u   u   u   u',
  erased: /* */ 'u  u   u   u    u   u    u   u   u   u   u',
}

/** What it answers, and to whom of those whom it lets in: what was is for those who may bring it back. */
export const QUESTIONS = {
  //                                  O E S C V
  snapshot: { body: {}, may: /*       */ 'y y y y y' },
  threads: { body: {}, may: /*        */ 'y y y y y' },
  suggestions: { body: {}, may: /*    */ 'y y y y y' },
  read: { body: { format: 'text' }, may: 'y y y y y' },
  versions: { body: {}, may: /*       */ 'y y f f f' },
  state: { body: { n: 1 }, may: /*    */ 'y y f f f' },
  diff: { body: { from: 0 }, may: /*  */ 'y y f f f' },
  authors: { body: {}, may: /*         */ 'y y f f f' },
  reverted: { body: { user: 'ada', fromMs: 0, toMs: 4e12 }, may: 'y y f f f' },
  history: { body: { after: 0 }, may: /**/ 'y y f f f' },
} as const

/** Who finds it on their shelves. */
export const SHELF: Readonly<Record<Plight, string>> = {
  //         ada eda sue cora vic lena exa una wim wei gus
  private: /**/ 'y  y   y   y    y   y    n   n   n   n   n',
  public: /* */ 'y  y   y   y    y   y    y   n   n   n   n',
  trashed: /**/ 'n  n   n   n    n   n    n   n   n   n   n',
  erased: /* */ 'n  n   n   n    n   n    n   n   n   n   n',
}

/** Who sees who else may: O all of it, G without the links. */
export const ACCESS = 'O G G G f G u u u f u'

/** The letter of one of them. */
export const column = (row: string, who: Who): string => row.split(/ +/)[PEOPLE.indexOf(who)]!
export const ROLES = { O: 'owner', E: 'editor', S: 'suggester', C: 'commenter', V: 'viewer' } as const
export const CODES = { f: 'forbidden', u: 'unknown_room', c: 'conflict' } as const
