/** The editor's tree as HTML: known elements only, everything escaped, no address that runs anything. */
import { fileName, mentioned } from './tree.ts'
import type { TreeNode } from './tree.ts'
import { cleanMarks, nodeAttrs, nodeType } from './schema.ts'

const TAGS: Readonly<Record<string, string>> = {
  bold: 'strong',
  italic: 'em',
  strike: 's',
  underline: 'u',
  code: 'code',
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char]!)

/** ` name="value"`, or nothing where there is none. */
const attribute = (name: string, value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? ` ${name}="${escaped(String(value))}"` : ''

export const treeHtml = (nodes: readonly TreeNode[]): string => nodes.map(nodeHtml).join('')

const nodeHtml = (node: TreeNode): string => {
  if (node.type === 'text') return textHtml(node)
  const inner = treeHtml(node.content ?? [])
  if (nodeType(node.type) === undefined) return inner
  const attrs = nodeAttrs(node.type, node.attrs)
  switch (node.type) {
    case 'paragraph':
      return `<p>${inner}</p>`
    case 'heading':
      return `<h${String(attrs['level'])}>${inner}</h${String(attrs['level'])}>`
    case 'blockquote':
      return `<blockquote>${inner}</blockquote>`
    case 'codeBlock': {
      const language = attrs['language']
      const named = typeof language === 'string' ? attribute('class', `language-${language}`) : ''
      // A browser drops the first line break of a <pre>, and one more must be there to be dropped.
      return `<pre><code${named}>${inner.startsWith('\n') ? '\n' : ''}${inner}</code></pre>`
    }
    case 'horizontalRule':
      return '<hr>'
    case 'hardBreak':
      return '<br>'
    case 'image':
      return attrs['src'] === null
        ? ''
        : `<img${['src', 'alt', 'title', 'width', 'height'].map((name) => attribute(name, attrs[name])).join('')}>`
    case 'file': {
      const facts = `${attribute('data-size', attrs['size'])}${attribute('data-media', attrs['media'])}`
      return attrs['src'] === null
        ? ''
        : `<a data-type="file"${attribute('href', attrs['src'])}${facts}>${escaped(fileName({ type: 'file', attrs }))}</a>`
    }
    case 'bulletList':
      return `<ul>${inner}</ul>`
    case 'orderedList':
      return `<ol${attrs['start'] === 1 ? '' : attribute('start', attrs['start'])}${attribute('type', attrs['type'])}>${inner}</ol>`
    case 'taskList':
      return `<ul data-type="taskList">${inner}</ul>`
    case 'listItem':
      return `<li>${inner}</li>`
    case 'taskItem': {
      const on = attrs['checked'] === true
      return `<li data-type="taskItem" data-checked="${on}"><input type="checkbox" disabled${on ? ' checked' : ''}>${inner}</li>`
    }
    case 'table':
      return `<table><tbody>${inner}</tbody></table>`
    case 'tableRow':
      return `<tr>${inner}</tr>`
    case 'tableCell':
    case 'tableHeader':
      return cellHtml(node.type === 'tableHeader' ? 'th' : 'td', attrs, inner)
    case 'mention': {
      const who = `${attribute('data-id', attrs['id'])}${attribute('data-label', attrs['label'])}`
      return `<span data-type="mention"${who}>${escaped(mentioned(node))}</span>`
    }
    default:
      return inner
  }
}

const cellHtml = (tag: string, attrs: Readonly<Record<string, unknown>>, inner: string): string => {
  const spans = ['colspan', 'rowspan'].map((name) => (attrs[name] === 1 ? '' : attribute(name, attrs[name]))).join('')
  const align = typeof attrs['align'] === 'string' ? attribute('style', `text-align: ${attrs['align']}`) : ''
  return `<${tag}${spans}${align}>${inner}</${tag}>`
}

const textHtml = ({ text = '', marks }: TreeNode): string =>
  cleanMarks(marks).reduceRight((inner, { type, attrs }) => {
    if (type !== 'link') return `<${TAGS[type]}>${inner}</${TAGS[type]}>`
    const { href, title } = attrs ?? {}
    return `<a${attribute('href', href)}${attribute('title', title)} rel="noopener noreferrer nofollow">${inner}</a>`
  }, escaped(text))
