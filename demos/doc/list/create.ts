/** A new document: empty, from a template, or of a file. */
import type { CreateBody } from '@tutti/client/doc'
import { element } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import { loading } from '../../shell/notice.ts'
import { openDialog } from '../../shell/overlay/dialog.ts'
import { refused } from '../../shell/refused.ts'
import type { Desk } from '../desk.ts'
import { pickImport } from './import.ts'

export const createDocument = (desk: Desk, body: CreateBody, failed = 'The document was not made'): void =>
  void loading(desk.desk.create(body)).then((room) => {
    desk.changed()
    desk.go(room, body.type)
  }, refused(failed))

export const openCreate = (desk: Desk): void => {
  const list = element('div', { class: 'templates' })
  const one = (
    title: string,
    about: string,
    sign: 'file' | 'copy' | 'code' | 'download',
    run: () => void,
  ): HTMLElement =>
    element(
      'button',
      {
        class: 'template',
        type: 'button',
        click: () => {
          dialog.close()
          run()
        },
      },
      icon(sign),
      element('b', {}, title),
      element('small', {}, about),
    )
  const dialog = openDialog({ title: 'New document', wide: true, body: [list] })
  const own = one('From a file', 'Markdown, HTML, text or JSON', 'download', () => pickImport(desk))
  const code = one('Code', 'A plain text, written together', 'code', () =>
    createDocument(desk, { type: 'code', title: 'Scratch' }),
  )
  list.append(own, code)
  own.focus()
  const put = (
    templates: readonly { readonly name: string; readonly title: string; readonly about: string }[],
  ): void => {
    const make = (template: string, title: string) => () => createDocument(desk, { template, title })
    own.before(
      ...templates.map(({ name, title, about }) =>
        title === '' ? one('Empty', about, 'file', make(name, title)) : one(title, about, 'copy', make(name, title)),
      ),
    )
    list.querySelector('button')?.focus()
  }
  desk.desk.templates().then(put, refused('The templates could not be read'))
}
