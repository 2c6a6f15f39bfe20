/** Files that become documents: Markdown, HTML, plain text and what was exported as JSON, by button or by drop. */
import type { DocFormat } from '@tutti/client/doc'
import { DOC } from '../../../shared/doc/rules.ts'
import { element, show } from '../../shell/dom.ts'
import { loading, toast } from '../../shell/notice.ts'
import { refused } from '../../shell/refused.ts'
import { bytesOf } from '../../shell/words.ts'
import type { Desk } from '../desk.ts'

export const formatOf = (file: Pick<File, 'name' | 'type'>): DocFormat | undefined => {
  const ending = /\.(\w+)$/.exec(file.name)?.[1]?.toLowerCase() ?? ''
  if (['md', 'markdown', 'mdown'].includes(ending) || file.type === 'text/markdown') return 'markdown'
  if (ending === 'json' || file.type === 'application/json') return 'json'
  if (['html', 'htm'].includes(ending) || file.type === 'text/html') return 'html'
  return ending === 'txt' || file.type === 'text/plain' ? 'text' : undefined
}

/** As an editor exports it. */
const isDocument = (text: string): boolean => {
  try {
    return (JSON.parse(text) as { readonly type?: unknown } | null)?.type === 'doc'
  } catch {
    return false
  }
}

export const importFile = async (desk: Desk, file: File): Promise<void> => {
  const format = formatOf(file)
  if (format === undefined) {
    toast({ text: `${file.name} is neither Markdown, HTML, plain text nor a document’s JSON.` })
    return
  }
  if (file.size > DOC.importFileMax) {
    toast({ text: `${file.name} has ${bytesOf(file.size)}; a file to import may have ${bytesOf(DOC.importFileMax)}.` })
    return
  }
  const title = file.name.replace(/\.\w+$/, '').slice(0, DOC.titleMax)
  try {
    const text = await file.text()
    if (format === 'json' && !isDocument(text)) {
      toast({ text: `${file.name} is JSON, but no document’s.` })
      return
    }
    const room = await loading(desk.desk.create({ title, content: { format, text } }))
    desk.changed()
    desk.go(room)
  } catch (error) {
    refused(`${file.name} could not be imported`)(error)
  }
}

export const pickImport = (desk: Desk): void => {
  const field = element('input', { type: 'file', accept: '.md,.markdown,.html,.htm,.txt,.json,text/*', hidden: true })
  field.addEventListener('change', () => {
    const [file] = field.files ?? []
    if (file !== undefined) void importFile(desk, file)
    field.remove()
  })
  document.body.append(field)
  field.click()
}

/** Of a file that is still in the air only its type is known, and of Markdown often not even that. */
const carriesText = (event: DragEvent): boolean =>
  [...(event.dataTransfer?.items ?? [])].some(
    ({ kind, type }) => kind === 'file' && /^(text\/|application\/json|$)/.test(type),
  )

/** Texts over the page; other files the text takes itself. */
export const takeDrops = (desk: Desk, root: HTMLElement): (() => void) => {
  const sign = element(
    'div',
    { class: 'drop-sign', hidden: true },
    'Drop Markdown, HTML or text to make a document of it',
  )
  root.append(sign)
  const over = (event: DragEvent): void => {
    if (!carriesText(event)) return
    event.preventDefault()
    show(sign, true)
  }
  const leave = (event: DragEvent): void => {
    if (event.relatedTarget === null) show(sign, false)
  }
  const drop = (event: DragEvent): void => {
    show(sign, false)
    const file = [...(event.dataTransfer?.files ?? [])].find((one) => formatOf(one) !== undefined)
    if (file === undefined) return
    // Before the text, which would take the words.
    event.preventDefault()
    event.stopPropagation()
    void importFile(desk, file)
  }
  root.addEventListener('dragover', over)
  root.addEventListener('dragleave', leave)
  root.addEventListener('drop', drop, true)
  return () => {
    root.removeEventListener('dragover', over)
    root.removeEventListener('dragleave', leave)
    root.removeEventListener('drop', drop, true)
    sign.remove()
  }
}
