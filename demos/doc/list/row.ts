/** A document in the list: open it, star it, and what else can be done with it. */
import type { DocRow } from '@tutti/client/doc'
import { DOC } from '../../../shared/doc/rules.ts'
import { element } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import { loading, toast } from '../../shell/notice.ts'
import { confirmDialog, field, openDialog } from '../../shell/overlay/dialog.ts'
import type { MenuEntry } from '../../shell/overlay/menu.ts'
import { openMenu } from '../../shell/overlay/menu.ts'
import { refused } from '../../shell/refused.ts'
import { whenShort, wholeTime } from '../../shell/words.ts'
import { addressFor } from '../address.ts'
import type { Desk } from '../desk.ts'
import { createDocument } from './create.ts'

export const titleOf = (row: Pick<DocRow, 'title'>): string => (row.title === '' ? 'Untitled' : row.title)

export const drawRow = (desk: Desk, row: DocRow, current: boolean, folders: readonly string[]): HTMLElement => {
  const trashed = row.trashedAt !== null
  const mine = row.owner === desk.me
  const settle = (what: Promise<unknown>): void =>
    void loading(what).then(() => desk.changed(), refused('This was not done'))
  const open = element(
    'a',
    {
      class: 'doc-row',
      href: addressFor(row.type, row.room),
      'data-room': row.room,
      'aria-current': current ? 'page' : undefined,
      title: `${row.type === 'code' ? 'Code, changed' : 'Changed'} ${wholeTime(row.updatedAt)}`,
    },
    icon(row.type === 'code' ? 'code' : 'file'),
    element(
      'span',
      { class: 'row-title' },
      titleOf(row),
      ...(row.excerpt === undefined ? [] : [element('small', {}, row.excerpt)]),
    ),
    element('time', {}, whenShort(row.updatedAt)),
  )
  open.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    desk.go(row.room, row.type)
  })
  const star = element(
    'button',
    {
      class: 'icon-button small star',
      'aria-label': row.starred ? `Take the star from ${titleOf(row)}` : `Star ${titleOf(row)}`,
      title: row.starred ? 'Take the star away' : 'Star',
      'aria-pressed': String(row.starred),
      click: () => settle(desk.desk.star(row.room, !row.starred)),
    },
    icon('star'),
  )
  const more = element(
    'button',
    { class: 'icon-button small', 'aria-label': `More about ${titleOf(row)}`, title: 'More' },
    icon('more'),
  )
  const duplicate = (): void =>
    createDocument(
      desk,
      { copyOf: row.room, type: row.type, title: `${titleOf(row)}, a copy`.slice(0, DOC.titleMax) },
      'The copy was not made',
    )
  const trash = (): void =>
    void loading(desk.desk.trash(row.room)).then(() => {
      desk.changed()
      toast({
        text: `${titleOf(row)} is in the trash.`,
        action: { label: 'Undo', run: () => settle(desk.desk.untrash(row.room)) },
      })
    }, refused('This was not moved to the trash'))
  const erase = (): void =>
    confirmDialog(
      `Erase ${titleOf(row)} for good?`,
      'Its text, its history and its comments go, for everybody. This cannot be undone.',
      'Erase',
      () => desk.desk.erase(row.room).then(() => desk.changed()),
    )
  const entries: readonly MenuEntry[] = trashed
    ? [
        { label: 'Restore', icon: 'history', run: () => settle(desk.desk.untrash(row.room)) },
        null,
        { label: 'Erase for good…', icon: 'trash', danger: true, run: erase },
      ]
    : [
        { label: 'Open', icon: 'file', run: () => desk.go(row.room, row.type) },
        { label: 'Move to a folder…', icon: 'folder', run: () => askFolder(desk, row, folders) },
        { label: 'Duplicate', icon: 'copy', run: duplicate },
        ...(mine ? [null, { label: 'To the trash', icon: 'trash' as const, danger: true, run: trash }] : []),
      ]
  more.addEventListener('click', () => openMenu(more, titleOf(row), entries, 'end'))
  return element('div', { class: 'doc-item', role: 'listitem' }, open, ...(trashed ? [] : [star]), more)
}

const askFolder = (desk: Desk, row: DocRow, folders: readonly string[]): void => {
  const known = element('datalist', { id: 'folders' }, ...folders.map((name) => element('option', { value: name })))
  const name = element('input', {
    class: 'field',
    list: 'folders',
    maxlength: DOC.folderMax,
    value: row.folder,
    placeholder: 'None',
  })
  openDialog({
    title: 'Move to a folder',
    body: [field('Folder', name, 'Yours alone: others file it where they like.'), known],
    action: 'Move',
    run: () => desk.desk.file(row.room, name.value.trim()).then(() => desk.changed()),
  })
}
