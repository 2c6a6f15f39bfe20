/** Every format by its name: text to a tree that an editor takes, a tree to text. */
import type { DocFormat } from '../../../../shared/doc/types.ts'
import { fitBlocks } from './fit.ts'
import { htmlTree } from './html-in.ts'
import { treeHtml } from './html-out.ts'
import { jsonTree, treeJson } from './json.ts'
import { markdownTree } from './markdown-in.ts'
import { treeMarkdown } from './markdown-out.ts'
import { plainTree, treePlain } from './plain.ts'
import { BOUNDS, boundedText, Budget } from './tree.ts'
import type { TreeNode } from './tree.ts'

const READ: Readonly<Record<DocFormat, (source: string) => TreeNode[]>> = {
  markdown: markdownTree,
  html: htmlTree,
  text: plainTree,
  json: jsonTree,
}

const WRITE: Readonly<Record<DocFormat, (nodes: readonly TreeNode[]) => string>> = {
  markdown: treeMarkdown,
  html: treeHtml,
  text: treePlain,
  json: treeJson,
}

/** Blocks as the editor's schema takes them: at least one. @throws TuttiError `bad_body`, `body_too_large` */
export const parseText = (format: DocFormat, source: string, nodes: number = BOUNDS.nodesIn): TreeNode[] =>
  fitBlocks(READ[format](source.replaceAll(/\r\n?/g, '\n')), new Budget(nodes))

/** @throws TuttiError `body_too_large` */
export const writeText = (format: DocFormat, nodes: readonly TreeNode[]): string => boundedText(WRITE[format](nodes))
