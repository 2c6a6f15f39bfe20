/** The look of the page, for what is inside the shadow root: tokens come through, rules do not. */
import { EditorView } from '@codemirror/view'
import { PEOPLE } from '../shell/people.ts'

const people = Object.fromEntries(PEOPLE.map((color, i) => [`.person-${i}`, { '--person': color }]))
const ink = (token: string, share: number) => `color-mix(in oklab, var(--${token}) ${share}%, var(--ink))`

export const theme = EditorView.theme({
  '&': { height: '100%', color: 'var(--ink)', backgroundColor: 'var(--card)', font: '14px/22px var(--mono)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { font: 'inherit', lineHeight: '22px', overflow: 'auto', scrollbarWidth: 'thin' },
  '.cm-content': { padding: '20px 0 40vh', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 20px 0 8px' },
  '.cm-gutters': { backgroundColor: 'var(--card)', color: 'var(--muted)', border: 'none', paddingLeft: '8px' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--ink) 4%, transparent)' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground, .cm-content ::selection':
    { backgroundColor: 'color-mix(in srgb, var(--sky) 30%, transparent)' },
  '.cm-selectionMatch': { backgroundColor: 'color-mix(in srgb, var(--warn) 24%, transparent)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'color-mix(in srgb, var(--calm) 26%, transparent)',
  },
  '.cm-panels, .cm-tooltip': { backgroundColor: 'var(--card)', color: 'var(--ink)', borderColor: 'var(--line)' },
  '.cm-textfield, .cm-button': {
    backgroundImage: 'none',
    backgroundColor: 'var(--paper)',
    color: 'var(--ink)',
    border: '1px solid var(--line)',
  },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--press)', color: 'var(--ink)' },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--hover)', border: 'none', color: 'var(--muted)' },
  '.tok-keyword': { color: ink('stop', 72), fontWeight: '600' },
  '.tok-string, .tok-string2': { color: ink('calm', 72) },
  '.tok-number, .tok-bool, .tok-atom, .tok-literal': { color: ink('warn', 60) },
  '.tok-comment': { color: 'var(--muted)', fontStyle: 'italic' },
  '.tok-typeName, .tok-className, .tok-namespace': { color: ink('sky', 68) },
  '.tok-definition': { color: ink('sky', 52) },
  '.tok-invalid': { color: ink('stop', 80) },
  ...people,
  '.caret': { position: 'relative', margin: '0 -1px', borderLeft: '2px solid var(--person)', pointerEvents: 'none' },
  '.caret-name': {
    position: 'absolute',
    bottom: '100%',
    left: '-2px',
    zIndex: '2',
    padding: '0 6px',
    borderRadius: '6px 6px 6px 0',
    backgroundColor: 'var(--person)',
    color: '#15171c',
    font: '600 11px/16px var(--font)',
    whiteSpace: 'nowrap',
  },
  '.caret-selection': { backgroundColor: 'color-mix(in srgb, var(--person) 26%, transparent)' },
})
