/** Markdown (CommonMark with GFM's tables, strikethrough, tasks and plain addresses) to the editor's tree. */
import MarkdownIt from 'markdown-it'
import type { Token } from 'markdown-it'
import { htmlTree } from './html-in.ts'
import { inlineTree } from './markdown-inline-in.ts'
import { BOUNDS } from './tree.ts'
import type { TreeNode } from './tree.ts'

const parser = () => {
  const markdown = new MarkdownIt({ html: true, linkify: true, maxNesting: BOUNDS.depth })
  // Only what says that it is an address: `example.md` is a file.
  markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false })
  markdown.linkify.add('//', null)
  // Addresses are judged where the tree is made to fit.
  markdown.validateLink = () => true
  return markdown
}

interface Open {
  readonly token: Token
  readonly content: TreeNode[]
}

/** Loosely built: fitBlocks() makes it fit. */
export const markdownTree = (source: string): TreeNode[] => {
  const top: TreeNode[] = []
  const stack: Open[] = []
  for (const token of parser().parse(source, {})) {
    const content = stack.at(-1)?.content ?? top
    if (token.nesting === 1) {
      stack.push({ token, content: [] })
    } else if (token.nesting === -1) {
      const open = stack.pop()
      if (open !== undefined) (stack.at(-1)?.content ?? top).push(...closed(open))
    } else {
      content.push(...leaf(token))
    }
  }
  return top
}

const leaf = (token: Token): readonly TreeNode[] => {
  switch (token.type) {
    case 'inline':
      return inlineTree(token.children ?? [])
    case 'fence':
    case 'code_block': {
      const language = /^\S+/.exec(token.info)?.[0]
      const text = token.content.replace(/\n$/, '')
      return [{ type: 'codeBlock', attrs: { language }, content: [{ type: 'text', text }] }]
    }
    case 'hr':
      return [{ type: 'horizontalRule' }]
    case 'html_block':
      return htmlTree(token.content)
    default:
      return []
  }
}

const closed = ({ token, content }: Open): readonly TreeNode[] => {
  switch (token.type) {
    case 'paragraph_open':
      return [{ type: 'paragraph', content }]
    case 'heading_open':
      return [{ type: 'heading', attrs: { level: Number(token.tag.slice(1)) }, content }]
    case 'blockquote_open':
      return [{ type: 'blockquote', content }]
    case 'bullet_list_open':
      return lists(content)
    case 'ordered_list_open':
      return [{ type: 'orderedList', attrs: { start: Number(token.attrGet('start') ?? 1) }, content }]
    case 'list_item_open':
      return [{ type: 'listItem', content }]
    case 'table_open':
      return [{ type: 'table', content }]
    case 'tr_open':
      return [{ type: 'tableRow', content }]
    case 'th_open':
    case 'td_open': {
      const align = /text-align:(left|center|right)/.exec(String(token.attrGet('style')))?.[1]
      return [{ type: token.tag === 'th' ? 'tableHeader' : 'tableCell', attrs: { align }, content }]
    }
    default:
      return content
  }
}

const TASK = /^\[([ xX])\](?:[ \u00a0]|$)/

/** Tasks and other items may stand in one list; in the editor each sort has its own. */
const lists = (items: readonly TreeNode[]): TreeNode[] => {
  const found: { type: string; content: TreeNode[] }[] = []
  for (const item of items) {
    const task = asTask(item)
    const type = task === undefined ? 'bulletList' : 'taskList'
    const last = found.at(-1)
    if (last?.type === type) last.content.push(task ?? item)
    else found.push({ type, content: [task ?? item] })
  }
  return found
}

const asTask = (item: TreeNode): TreeNode | undefined => {
  const [first, ...rest] = item.content ?? []
  if (first?.type !== 'paragraph') return undefined
  const [lead, ...others] = first.content ?? []
  if (lead?.type !== 'text' || lead.marks !== undefined) return undefined
  const match = TASK.exec(lead.text ?? '')
  if (match === null) return undefined
  const text = (lead.text ?? '').slice(match[0].length)
  const content = [{ ...first, content: [{ ...lead, text }, ...others] }, ...rest]
  return { type: 'taskItem', attrs: { checked: match[1] !== ' ' }, content }
}
