/** Every wire that an editor under load can speak. */
import type { EditorWire } from './doc-editor.ts'
import { nativeWire } from './doc-native.ts'
import { hocuspocusPeerWire, hocuspocusWire, yWebsocketPeerWire, yjsWire } from './doc-yjs.ts'

export const WIRES = {
  native: nativeWire,
  yjs: yjsWire,
  hocuspocus: hocuspocusWire,
  'peer y-websocket': yWebsocketPeerWire,
  'peer hocuspocus': hocuspocusPeerWire,
} satisfies Record<string, EditorWire>

export type DocWireName = keyof typeof WIRES
