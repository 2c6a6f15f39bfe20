/** What words can be, with their keys: for the bar, for the bar at a selection, and for the keyboard's help. */
import type { ChainedCommands, Editor } from '@tiptap/core'
import type { IconName } from '../../shell/icons.ts'

export interface MarkKind {
  readonly name: string
  readonly label: string
  readonly keys: string
  readonly icon: IconName
  toggle(chain: ChainedCommands): ChainedCommands
}

const MOD = /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl+'
const ALT = MOD === '⌘' ? '⌥' : 'Alt+'
const SHIFT = MOD === '⌘' ? '⇧' : 'Shift+'

export const keysOf = (keys: string): string => keys.replace('Mod-', MOD).replace('Alt-', ALT).replace('Shift-', SHIFT)

export const MARKS: readonly MarkKind[] = [
  { name: 'bold', label: 'Bold', keys: 'Mod-B', icon: 'bold', toggle: (chain) => chain.toggleBold() },
  { name: 'italic', label: 'Italic', keys: 'Mod-I', icon: 'italic', toggle: (chain) => chain.toggleItalic() },
  {
    name: 'underline',
    label: 'Underline',
    keys: 'Mod-U',
    icon: 'underline',
    toggle: (chain) => chain.toggleUnderline(),
  },
  { name: 'strike', label: 'Strike', keys: 'Mod-Shift-S', icon: 'strike', toggle: (chain) => chain.toggleStrike() },
  { name: 'code', label: 'Code', keys: 'Mod-E', icon: 'code', toggle: (chain) => chain.toggleCode() },
]

export const isMarked = (editor: Editor, mark: MarkKind): boolean => editor.isActive(mark.name)
