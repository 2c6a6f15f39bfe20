/** What lands on the text from outside: files that are pasted or dropped, and a click below the last line. */
import { Extension } from '@tiptap/core'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { loading } from '../../shell/notice.ts'
import type { DocFiles } from './files.ts'
import { putFiles } from './inserts.ts'

const landingKey = new PluginKey('landing')

export const landing = (files: DocFiles): Extension =>
  Extension.create({
    name: 'landing',
    addProseMirrorPlugins() {
      const { editor } = this
      const take = (data: DataTransfer | null, at: number | undefined): boolean => {
        const all = [...(data?.files ?? [])]
        if (all.length === 0 || !editor.isEditable) return false
        void loading(putFiles(editor, files, all, at))
        return true
      }
      return [
        new Plugin({
          key: landingKey,
          props: {
            handlePaste: (_view, event) => take(event.clipboardData, undefined),
            handleDrop: (view, event, _slice, moved) => {
              if (moved) return false
              return take(event.dataTransfer, view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos)
            },
            handleClick(view, _position, event) {
              // Below a table or a block of code there is no line to click on: make one.
              const last = view.dom.lastElementChild?.getBoundingClientRect()
              if (!view.editable || last === undefined || event.clientY <= last.bottom) return false
              const node = view.state.doc.lastChild
              const size = view.state.doc.content.size
              if (node?.type.name !== 'paragraph') editor.commands.insertContentAt(size, { type: 'paragraph' })
              editor.commands.focus('end')
              return true
            },
          },
        }),
      ]
    },
  })
