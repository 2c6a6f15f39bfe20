/** What a new document begins with: a template, a text that is brought along, or another document. */
import type { DocContract } from '../../../shared/doc/contract.ts'
import type { Commands } from '../../../shared/contract.ts'
import { DESK, DOC } from '../../../shared/doc/rules.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Asking } from '../../engine/room.ts'
import { accessDb } from './access-rows.ts'
import type { Compacted } from './jobs.ts'
import type { SnapshotReader } from './read/snapshot.ts'
import { standingIn } from './read/standing.ts'
import { codeSeedOf, seedOf } from './seed.ts'
import { TEMPLATES } from './templates.ts'
import { parseText } from './text/formats.ts'
import { parsed } from './versions-load.ts'

type Body = Commands<DocContract>['create']

/** An update; or a whole document that is too large to be one, as it is stored. */
export type Beginning = Uint8Array | Compacted

/** Files of another document that are copied with it. */
const FILES_MAX = 50

/** What it begins with; null: nothing. @throws TuttiError `bad_body`, `not_found`, and what reading the other document is refused with */
export const beginning = async (
  { type, template, content, copyOf }: Body,
  asking: Asking,
  snapshots: SnapshotReader,
): Promise<Beginning | null> => {
  if ([template, content, copyOf].filter((one) => one !== undefined).length > 1)
    throw new TuttiError('bad_body', 'it begins with a template, a text or another document: one of them')
  if (copyOf !== undefined) return copied(copyOf, asking, snapshots)
  if (type === 'code' && (template !== undefined || (content !== undefined && content.format !== 'text')))
    throw new TuttiError('bad_body', 'code begins with a plain text, or with another document')
  // An empty one is left to the editor, as if nothing were given.
  if (content !== undefined)
    return content.text.trim() === ''
      ? null
      : type === 'code'
        ? codeSeedOf(content.text.replaceAll(/\r\n?/g, '\n'))
        : seedOf(await parsed(asking, content.format, content.text))
  if (template === undefined) return null
  const known = TEMPLATES.find(({ name }) => name === template)
  if (known === undefined) throw new TuttiError('not_found', 'there is no such template')
  return known.source === '' ? null : seedOf(parseText('markdown', known.source))
}

const copied = async (source: string, asking: Asking, snapshots: SnapshotReader): Promise<Beginning> => {
  const { reader, user, wallMs } = asking
  if (source === DESK) throw new TuttiError('unknown_room')
  await reader.snapshot((any) => standingIn(any, source, user.id, wallMs))
  const { data } = await snapshots.read(source, asking)
  await copyFiles(source, asking)
  if (data.length <= DOC.madeBytesMax) return data
  // What this kind's job gives.
  return (await asking.job('compact', { snapshot: data, tail: [], store: true })) as Compacted
}

const copyFiles = async (source: string, { files, reader, room }: Asking): Promise<void> => {
  const shown = await accessDb(reader.db)
    .selectFrom('doc_file')
    .select('hash')
    .where('room', '=', source)
    .limit(FILES_MAX)
    .execute()
  // One after the other: each is held whole.
  for (const { hash } of shown) {
    const file = await files.read(`doc/${source}`, hash)
    if (file !== undefined) await files.put(`doc/${room}`, file.meta.name, file.meta.type, file.content)
  }
}
