/** Everything the keyboard does, in one dialogue. */
import { element } from '../../shell/dom.ts'
import { openDialog } from '../../shell/overlay/dialog.ts'
import { keysOf, MARKS } from './marks.ts'

const WAYS: readonly (readonly [keys: string, what: string])[] = [
  ...MARKS.map(({ keys, label }) => [keys, label] as const),
  ['Mod-K', 'Link; outside of the text, search documents'],
  ['Mod-Alt-1', 'Heading 1; 2 and 3 likewise, 0 for text'],
  ['Mod-Shift-7', 'Numbered list; 8 for a list, 9 for tasks'],
  ['/', 'Put something in'],
  ['@', 'Name somebody'],
  ['Mod-Z', 'Undo what I did; Shift to redo'],
  ['Mod-Alt-M', 'Comment on what is selected'],
  ['Mod-Shift-E', 'Suggest instead of writing'],
  ['Mod-Alt-H', 'Versions'],
  ['Mod-Alt-O', 'Outline'],
  ['Mod-S', 'Keep this version under a name'],
  ['Mod-Shift-L', 'The list of documents, shown or not'],
  ['Alt-F10', 'To the tools; Esc goes back'],
  ['Mod-/', 'This list'],
]

export const openKeys = (): void => {
  openDialog({
    title: 'Keys',
    body: [
      element(
        'dl',
        { class: 'keys' },
        ...WAYS.map(([keys, what]) => element('div', {}, element('dt', {}, keysOf(keys)), element('dd', {}, what))),
      ),
    ],
  })
}
