/** `/` at the beginning of a word: what can be put here. */
import type { Editor, Range } from '@tiptap/core'
import { Extension } from '@tiptap/core'
import { PluginKey } from '@tiptap/pm/state'
import { Suggestion } from '@tiptap/suggestion'
import { element } from '../../shell/dom.ts'
import type { IconName } from '../../shell/icons.ts'
import { icon } from '../../shell/icons.ts'
import { BLOCKS, findBlocks } from './blocks.ts'
import type { Choice } from './completion.ts'
import { completion } from './completion.ts'

export interface SlashItem {
  readonly label: string
  readonly about: string
  readonly icon: IconName
  readonly words: string
  readonly run: (editor: Editor, range: Range) => void
}

const slashKey = new PluginKey('slash')

const choiceOf = (item: SlashItem): SlashItem & Choice => ({
  ...item,
  key: item.label,
  draw: () => [icon(item.icon), element('span', { class: 'menu-label' }, item.label), element('small', {}, item.about)],
})

const BLOCK_ITEMS: readonly SlashItem[] = BLOCKS.map((block) => ({
  label: block.label,
  about: block.about,
  icon: block.icon,
  words: block.words,
  run: (editor, range) => void block.make(editor.chain().focus().deleteRange(range)).run(),
}))

/** `more`: what the page can put in besides blocks. */
export const slashMenu = (more: readonly SlashItem[]): Extension => {
  const all = [...BLOCK_ITEMS, ...more].map(choiceOf)
  return Extension.create({
    name: 'slash',
    addProseMirrorPlugins() {
      return [
        Suggestion<SlashItem & Choice, SlashItem & Choice>({
          editor: this.editor,
          pluginKey: slashKey,
          char: '/',
          items: ({ query }) => findBlocks(all, query),
          allow: ({ editor }) => editor.isEditable && !editor.isActive('codeBlock'),
          command: ({ editor, range, props }) => props.run(editor, range),
          render: completion('Put in'),
        }),
      ]
    },
  })
}
