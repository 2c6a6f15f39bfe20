/** Who may give which command: one table, and the one function that reads it. */
import type { DocContract } from '../../../shared/doc/contract.ts'
import { mayAs } from '../../../shared/doc/rules.ts'
import type { DocRole } from '../../../shared/doc/rules.ts'
import type { Commands } from '../../../shared/contract.ts'
import { TuttiError } from '../../../shared/errors.ts'

interface Right {
  readonly least: DocRole
  /** Still so in the trash, where its owner alone is. */
  readonly trashed?: true
}

/** For all but `create`, which is for whoever finds nothing there. The commands themselves may ask for more. */
export const RIGHTS: Readonly<Record<Exclude<keyof Commands<DocContract>, 'create'>, Right>> = {
  // Editors alone, but one that says nothing new is nobody's: where it is taken is decided which it is.
  edit: { least: 'viewer' },
  say: { least: 'editor' },
  part: { least: 'editor' },
  write: { least: 'editor' },
  rename: { least: 'editor' },
  aware: { least: 'viewer', trashed: true },

  trash: { least: 'owner', trashed: true },
  untrash: { least: 'owner', trashed: true },
  erase: { least: 'owner', trashed: true },
  star: { least: 'viewer', trashed: true },
  file: { least: 'viewer', trashed: true },

  share: { least: 'owner' },
  publish: { least: 'owner' },
  link: { least: 'owner' },
  unlink: { least: 'owner' },
  transfer: { least: 'owner' },
  hook: { least: 'owner' },
  quit: { least: 'viewer' },

  comment: { least: 'commenter' },
  editComment: { least: 'commenter' },
  deleteComment: { least: 'commenter' },
  react: { least: 'commenter' },
  resolve: { least: 'commenter' },

  suggest: { least: 'suggester' },
  suggestPart: { least: 'suggester' },
  // Their own; those of others are for editors.
  reject: { least: 'suggester' },
  accept: { least: 'editor' },

  keep: { least: 'editor' },
  nameVersion: { least: 'editor' },
  restore: { least: 'editor' },
  revert: { least: 'editor' },
}

/** @throws TuttiError `forbidden` below the role that it takes, `conflict` in the trash */
export const allow = (command: keyof typeof RIGHTS, role: DocRole | null, trashed: boolean): void => {
  const { least, trashed: still } = RIGHTS[command]
  if (role === null || !mayAs(role, least)) throw new TuttiError('forbidden', `this takes ${least} rights here`)
  if (trashed && still !== true) throw new TuttiError('conflict', 'take the document out of the trash first')
}
