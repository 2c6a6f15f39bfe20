/** What stands in one line of Markdown, as nodes of the editor's tree. */
import type { Token } from 'markdown-it'
import { fileAddress } from './address.ts'
import { textOf } from './tree.ts'
import type { Attrs, Mark, TreeNode } from './tree.ts'

const OPENS: Readonly<Record<string, string>> = { strong_open: 'bold', em_open: 'italic', s_open: 'strike' }

export const inlineTree = (tokens: readonly Token[]): TreeNode[] => {
  const nodes: TreeNode[] = []
  const marks: Mark[] = []
  const put = (text: string, more: readonly Mark[] = []): void => {
    if (file !== undefined) file = { ...file, name: file.name + text }
    else if (text !== '') nodes.push({ type: 'text', text, marks: [...marks, ...more] })
  }
  /** A link to one, which is being read. */
  let file: { readonly attrs: Attrs; readonly name: string } | undefined
  const end = (type: string): void => {
    const at = marks.findLastIndex((mark) => mark.type === type)
    if (at >= 0) marks.splice(at, 1)
  }
  for (const token of tokens) {
    const opened = OPENS[token.type]
    if (opened !== undefined) marks.push({ type: opened })
    else if (token.type === 'link_open' && fileAddress(token.attrGet('href')) !== null) file = fileOf(token)
    else if (token.type === 'link_close' && file !== undefined) {
      nodes.push({ type: 'file', attrs: { ...file.attrs, name: file.name } })
      file = undefined
    } else if (token.type === 'link_open')
      marks.push({ type: 'link', attrs: { href: token.attrGet('href'), title: token.attrGet('title') } })
    else if (token.type.endsWith('_close'))
      end(token.type === 'link_close' ? 'link' : (OPENS[opening(token.type)] ?? ''))
    else if (token.type === 'code_inline') put(token.content, [{ type: 'code' }])
    else if (token.type === 'softbreak') put(' ')
    else if (token.type === 'hardbreak') nodes.push({ type: 'hardBreak' })
    else if (token.type === 'image') nodes.push(image(token))
    else if (token.type === 'html_inline') html(token.content)
    else put(token.content)
  }
  /** The few that Markdown has no sign for; anything else is what it says. */
  function html(source: string): void {
    if (/^<br\s*\/?>$/i.test(source)) nodes.push({ type: 'hardBreak' })
    else if (/^<u>$/i.test(source)) marks.push({ type: 'underline' })
    else if (/^<\/u>$/i.test(source)) end('underline')
    else if (!source.startsWith('<!--')) put(source)
  }
  // The empty text between two signs says nothing, and the first node must be the first thing that is said.
  return nodes.map((node) => (node.marks?.length === 0 ? { type: node.type, text: node.text ?? '' } : node))
}

const fileOf = (token: Token): { readonly attrs: Attrs; readonly name: string } => {
  const [, media, size] =
    /^(?:([^\s,]+)(?:, |$))?(?:(\d{1,15}) bytes)?$/.exec(String(token.attrGet('title') ?? '')) ?? []
  return { attrs: { src: token.attrGet('href'), media, size: size === undefined ? undefined : Number(size) }, name: '' }
}

const opening = (type: string): string => type.replace(/_close$/, '_open')

const image = (token: Token): TreeNode => ({
  type: 'image',
  attrs: {
    src: token.attrGet('src'),
    alt: inlineTree(token.children ?? [])
      .map(textOf)
      .join(''),
    title: token.attrGet('title'),
  },
})
